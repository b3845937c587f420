# Draws results (name, least or most, bar, value, lowest, highest; separated by tabs) as an SVG picture: a
# line for each, how many times the bar it reaches, with a stroke from the lowest to the highest of its
# rounds. What has to be small is drawn the other way round, so that right of the bar is always met.
BEGIN { FS = "\t"; LEFT = 430; WIDTH = 360; STEP = 26; TOP = 44 }
function times(value) { return $2 == "least" ? value / $3 : (value > 0 ? $3 / value : 2) }
function x(value) { return LEFT + WIDTH * (value > 2 ? 2 : value) / 2 }
function escape(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); return text }
{
  y = TOP + STEP * NR
  reached = times($4)
  a = times($5); b = times($6)
  rows = rows sprintf("  <text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LEFT - 10, y, escape($1))
  rows = rows sprintf("  <rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>\n", LEFT, y - 11, x(reached) - LEFT, reached >= 1 ? "#2a9d6f" : "#d1663b")
  rows = rows sprintf("  <line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#333\"/>\n", x(a), y - 4, x(b), y - 4)
  rows = rows sprintf("  <text x=\"%d\" y=\"%d\">%s (%s %s)</text>\n", LEFT + WIDTH + 10, y, $4, $2 == "least" ? "at least" : "at most", $3)
}
END {
  height = TOP + STEP * (NR + 1)
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n", height
  print "  <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
  printf "  <text x=\"%d\" y=\"24\" text-anchor=\"middle\">the bar</text>\n", LEFT + WIDTH / 2
  printf "%s", rows
  printf "  <line x1=\"%d\" y1=\"30\" x2=\"%d\" y2=\"%d\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>\n", LEFT + WIDTH / 2, LEFT + WIDTH / 2, height - 10
  print "</svg>"
}
