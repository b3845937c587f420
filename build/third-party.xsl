<?xml version="1.0" encoding="UTF-8"?>
<!-- From the SBOM the list of third parties for people. A licence that is not allowed here, or none, ends the build. -->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:b="http://cyclonedx.org/schema/bom/1.6"
    exclude-result-prefixes="b">
  <xsl:output method="text" encoding="UTF-8"/>

  <!-- What goes with Apache-2.0; of several licences one is enough. -->
  <xsl:variable name="allowed">|Apache-2.0|MIT|MIT-0|BSD-2-Clause|BSD-3-Clause|EPL-1.0|EPL-2.0|CC0-1.0|Bouncy Castle Licence|</xsl:variable>

  <xsl:template match="/">
    <xsl:text>Third-party software in lib/. Notices are in the jar files (META-INF); sbom.json has the hashes.&#10;</xsl:text>
    <xsl:for-each select="b:bom/b:components/b:component[b:group != 'org.ppsp']">
      <xsl:sort select="concat(b:group, ':', b:name)"/>
      <!-- Once, not for each operating system. -->
      <xsl:if test="not(preceding-sibling::b:component[b:group = current()/b:group and b:name = current()/b:name])">
        <xsl:call-template name="entry"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="entry">
    <xsl:variable name="licenses" select="b:licenses//b:id | b:licenses//b:name"/>
    <!-- JLine's licence is BSD-3-Clause; the plugin takes its name, "The BSD License", for another one. -->
    <xsl:variable name="jline" select="b:group = 'org.jline' and $licenses = 'BSD-4-Clause'"/>
    <xsl:if test="not($jline) and not($licenses[contains($allowed, concat('|', ., '|'))])">
      <xsl:message terminate="yes">
        <xsl:value-of select="concat(b:group, ':', b:name, ' has no licence that build/third-party.xsl allows: ')"/>
        <xsl:for-each select="$licenses">
          <xsl:value-of select="concat('[', ., ']')"/>
        </xsl:for-each>
      </xsl:message>
    </xsl:if>
    <xsl:value-of select="concat('&#10;', b:group, ':', b:name, ' ', b:version, '&#10;  ')"/>
    <xsl:choose>
      <xsl:when test="$jline">BSD-3-Clause</xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="$licenses">
          <xsl:if test="position() > 1">
            <xsl:text> or </xsl:text>
          </xsl:if>
          <xsl:value-of select="."/>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
    <xsl:for-each select="b:externalReferences/b:reference[@type = 'website'][1]">
      <xsl:value-of select="concat('  ', b:url, '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
