package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ByteWriterProperties {
  @Property(seed = "20261122")
  void decimal_isThatOfTheJdk(@ForAll long large, @ForAll int small) {
    for (long number : new long[] {large, small, small & 0xffff, small & 255}) {
      ByteWriter out = new ByteWriter(0);
      out.one('x');
      out.decimal(number);
      assertThat(out).hasToString("x" + number);
    }
  }

  @Property(seed = "20261122")
  void put_copiesAllOfThePartAndNothingElse(
      @ForAll @Size(max = 100) byte[] from, @ForAll @IntRange(max = 20) int at) {
    for (int offset = 0; offset <= from.length; offset += 3) {
      int length = from.length - offset;
      byte[] to = new byte[at + length + 9];
      byte[] expected = to.clone();
      System.arraycopy(from, offset, expected, at, length);

      assertThat(ByteWriter.put(from, offset, length, to, at)).isEqualTo(at + length);
      assertThat(to).isEqualTo(expected);
    }
  }

  @Property(seed = "20261122")
  void dottedQuad_isThatOfTheAddress(@ForAll int bits) {
    ByteWriter out = new ByteWriter(1);
    out.dottedQuad(bits);
    out.utf8("€");

    assertThat(out).hasToString(IpAddress.v4(bits) + "€");
    assertThat(out.toByteArray()).hasSize(out.size());
    assertThat(out.clear().size()).isZero();
  }
}
