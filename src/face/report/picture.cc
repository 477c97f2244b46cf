#include "face/report/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "face/layout.h"
#include "face/report/html.h"

namespace winnow::face {
namespace {

constexpr std::size_t kRows = 14;        // mailboxes with a row of their own, the fullest
constexpr int kColumns = 60;             // months; more are drawn as quarters or years
constexpr double kOutlierShare = 0.005;  // at each end; a wrong clock must not stretch the axis over fifty years
constexpr int kLabels = 9;               // names under the bars, at most
constexpr int kHeight = 100;             // of a row, in the SVG's own units

std::uint64_t sum(const VerdictCounts& counts) { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }

void add(VerdictCounts& to, const VerdictCounts& more) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += more[i];
}

struct Axis {
  int first = 0, last = -1, step = 1;    // months
  int columns() const { return last < first ? 0 : (last - first) / step + 1; }
};

Axis axis_of(const std::vector<Mailbox>& mailboxes) {
  std::map<int, std::uint64_t> months;
  std::uint64_t total = 0;
  for (const Mailbox& mailbox : mailboxes)
    for (const auto& [month, counts] : mailbox.months) {
      months[month] += sum(counts);
      total += sum(counts);
    }
  Axis axis;
  if (months.empty()) return axis;
  const auto cut = static_cast<std::uint64_t>(static_cast<double>(total) * kOutlierShare);
  const auto edge = [cut](auto begin, auto end) {
    std::uint64_t seen = 0;
    for (auto month = begin; month != end; ++month)
      if ((seen += month->second) > cut) return month->first;
    return begin->first;
  };
  axis.first = edge(months.begin(), months.end());
  axis.last = edge(months.rbegin(), months.rend());
  for (const int step : {1, 3, 12}) {
    axis.step = step;
    if (axis.columns() <= kColumns) break;
  }
  axis.first -= ((axis.first % axis.step) + axis.step) % axis.step;
  axis.first = std::max(axis.first, axis.last - kColumns * axis.step + 1);
  return axis;
}

// "2017-04", "2017 Q2", "2017"
std::string column_name(const Axis& axis, int column) {
  const int month = axis.first + column * axis.step;
  if (axis.step == 12) return fmt::format("{}", month / 12);
  if (axis.step == 3) return fmt::format("{} Q{}", month / 12, month % 12 / 3 + 1);
  return fmt::format("{}-{:02}", month / 12, month % 12 + 1);
}

struct Row {
  std::string label;
  std::vector<VerdictCounts> columns;
  VerdictCounts outside{};               // without a date, or beyond the axis
  std::uint64_t items = 0;
};

Row row_of(const Mailbox& mailbox, const Axis& axis) {
  Row row{mailbox.label, std::vector<VerdictCounts>(static_cast<std::size_t>(axis.columns())), mailbox.undated, mailbox.items};
  for (const auto& [month, counts] : mailbox.months) {
    if (month < axis.first || month > axis.last)
      add(row.outside, counts);
    else
      add(row.columns[static_cast<std::size_t>((month - axis.first) / axis.step)], counts);
  }
  return row;
}

std::vector<Row> rows_of(const std::vector<Mailbox>& mailboxes, const Axis& axis, const Sentences& sentences) {
  std::vector<const Mailbox*> order;
  for (const Mailbox& mailbox : mailboxes)
    if (mailbox.items != 0) order.push_back(&mailbox);
  std::ranges::stable_sort(order, [](const Mailbox* a, const Mailbox* b) { return a->items > b->items; });
  std::vector<Row> rows;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Row row = row_of(*order[i], axis);
    if (row.label.empty()) row.label = sentences.say("report.no-mailbox");
    if (rows.size() <= kRows) {
      rows.push_back(std::move(row));
      continue;
    }
    Row& others = rows.back();
    others.label = sentences.say("report.picture.others", params({{"count", static_cast<std::int64_t>(order.size() - kRows)}}));
    others.items += row.items;
    add(others.outside, row.outside);
    for (std::size_t c = 0; c < row.columns.size(); ++c) add(others.columns[c], row.columns[c]);
  }
  return rows;
}

// One bar, the gravest verdicts on top where the eye goes first.
void bar(std::string& svg, double x, double width, const VerdictCounts& counts, std::uint64_t peak, std::string_view title) {
  if (sum(counts) == 0) return;
  svg += fmt::format("<g><title>{}</title>", escaped(title));
  double y = kHeight;
  for (const record::Verdict verdict : kVerdictOrder) {
    if (counts[verdict] == 0) continue;
    // A single forged item among a thousand must still be seen.
    const double height = std::max(2.5, kHeight * static_cast<double>(counts[verdict]) / static_cast<double>(peak));
    y -= height;
    svg += fmt::format("<rect class=\"v-{}\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"/>", record::name(verdict), x, y, width, height);
  }
  svg += "</g>";
}

std::uint64_t peak_of(const Row& row) {
  std::uint64_t peak = std::max<std::uint64_t>(1, sum(row.outside));
  for (const VerdictCounts& counts : row.columns) peak = std::max(peak, sum(counts));
  return peak;
}

// One cell under each bar, some with its name. The last names need the room that "no date" takes, on a phone more of it.
std::string labels_of(const Axis& axis, const Sentences& sentences) {
  if (axis.columns() == 0) return {};
  std::string html = "<div class=\"axis\" aria-hidden=\"true\">";
  const int step = (axis.columns() + kLabels - 1) / kLabels;
  for (int column = 0; column < axis.columns(); ++column) {
    const bool named = column % step == 0 && (column == 0 || column * 10 <= axis.columns() * 8);
    const bool on_a_phone = column / step % 3 == 0 && column * 100 <= axis.columns() * 55;
    html += !named ? "<i></i>" : fmt::format("<i{}><span>{}</span></i>", on_a_phone ? "" : " class=\"roomy\"", column_name(axis, column));
  }
  return html + "<i></i><i class=\"outside\"><span>" + escaped(sentences.say("report.picture.outside")) + "</span></i></div>";
}

std::string drawn(const Row& row, const Axis& axis, const Sentences& sentences) {
  const std::uint64_t peak = peak_of(row);
  const int slots = axis.columns() + 2;  // a gap, then what has no place on the axis
  std::string svg = fmt::format("<svg viewBox=\"0 -12 {} {}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">", slots * 10, kHeight + 13,
                                escaped(row.label));
  svg += fmt::format("<line class=\"base\" x1=\"0\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\"/>", kHeight, slots * 10);
  for (int column = 0; column < axis.columns(); ++column) {
    const VerdictCounts& counts = row.columns[static_cast<std::size_t>(column)];
    bar(svg, column * 10 + 0.8, 8.4, counts, peak, column_name(axis, column) + ": " + counts_in_words(counts, sentences));
  }
  bar(svg, (slots - 1) * 10 + 0.8, 8.4, row.outside, peak, sentences.say("report.picture.outside") + ": " + counts_in_words(row.outside, sentences));
  return svg + "</svg>";
}

}  // namespace

std::string counts_in_words(const VerdictCounts& counts, const Sentences& sentences) {
  std::string words;
  for (const record::Verdict verdict : kVerdictOrder)
    if (counts[verdict] != 0)
      words += fmt::format("{}{} {}", words.empty() ? "" : ", ", grouped(counts[verdict], sentences.language()),
                           sentences.say("verdict." + std::string(record::name(verdict))));
  return words;
}

std::string picture(const std::vector<Mailbox>& mailboxes, const Sentences& sentences) {
  const Axis axis = axis_of(mailboxes);
  std::string html = "<div class=\"picture\">";
  for (const Row& row : rows_of(mailboxes, axis, sentences)) {
    VerdictCounts total = row.outside;
    for (const VerdictCounts& counts : row.columns) add(total, counts);
    html += fmt::format("<figure><figcaption><b>{}</b> <span>{}</span></figcaption>{}</figure>\n", foreign(row.label),
                        escaped(counts_in_words(total, sentences) + " · " + sentences.say("report.picture.peak", params({{"count", static_cast<std::int64_t>(peak_of(row))}}))),
                        drawn(row, axis, sentences));
  }
  return html + labels_of(axis, sentences) + "</div>";
}

}  // namespace winnow::face
