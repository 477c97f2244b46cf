#include "face/report/report.h"

namespace winnow::face {
struct ReportWriter::Impl {};
ReportWriter::ReportWriter(std::string_view, std::string, Content) {}
ReportWriter::~ReportWriter() = default;
Result<void> ReportWriter::begin(const std::string&) { return {}; }
void ReportWriter::add(const store::StoredItem&) {}
void ReportWriter::finish(const store::Case&, OutputFile&) {}
}  // namespace winnow::face
