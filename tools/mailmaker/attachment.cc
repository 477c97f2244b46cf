#include "mailmaker/attachment.h"

#include <algorithm>

#include "mailmaker/archive.h"

namespace mailmaker {
namespace {

void big(std::string &out, std::uint32_t value) {
  for (int i = 3; i >= 0; --i)
    out += static_cast<char>(value >> (8 * i) & 0xFF);
}

void png_chunk(std::string &out, std::string_view type, std::string_view data) {
  big(out, static_cast<std::uint32_t>(data.size()));
  const std::string body = std::string(type) + std::string(data);
  out += body;
  big(out, crc32_of(body));
}

std::string png(Random &random, std::size_t size) {
  std::string out("\x89PNG\r\n\x1A\n", 8);
  std::string header;
  big(header, static_cast<std::uint32_t>(random.between(40, 2000)));
  big(header, static_cast<std::uint32_t>(random.between(40, 2000)));
  header += std::string("\x08\x06\x00\x00\x00", 5);
  png_chunk(out, "IHDR", header);
  std::string pixels;
  random.bytes(pixels, size);
  png_chunk(out, "IDAT", pixels);
  png_chunk(out, "IEND", "");
  return out;
}

std::string jpeg(Random &random, std::size_t size) {
  std::string out("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00", 20);
  random.bytes(out, size);
  return out + "\xFF\xD9";
}

std::string pdf(Random &random, const std::string &title, std::size_t size) {
  std::string stream;
  random.bytes(stream, size);
  std::string out = "%PDF-1.5\n%\xE2\xE3\xCF\xD3\n";
  const auto first = out.size();
  out += "1 0 obj\n<< /Title (" + title + ") /Producer (mailmaker) >>\nendobj\n";
  const auto second = out.size();
  out += "2 0 obj\n<< /Length " + std::to_string(stream.size()) + " >>\nstream\n" + stream + "\nendstream\nendobj\n";
  const auto table = out.size();
  const auto row = [](std::size_t offset) {
    const std::string digits = std::to_string(offset);
    return std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  };
  out += "xref\n0 3\n0000000000 65535 f \n" + row(first) + row(second);
  return out + "trailer\n<< /Size 3 /Info 1 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

} // namespace

std::string docx(const std::string &text, std::string_view filler) {
  std::string document = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                         "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    document += "<w:p><w:r><w:t>" + text.substr(at, end - at) + "</w:t></w:r></w:p>";
    at = end + 1;
  }
  document += "</w:body></w:document>";
  return zip({{"[Content_Types].xml",
               "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types "
               "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" "
               "ContentType=\"application/xml\"/></Types>"},
              {"word/document.xml", document},
              {"word/media/image1.png", std::string(filler)}});
}

File make_file(Random &random, Language language, std::size_t size) {
  const std::string stem = file_stem(random, language);
  const auto kind = random.below(10);
  if (kind < 4)
    return {stem + ".pdf", "application/pdf", pdf(random, stem, size)};
  if (kind < 6) {
    const std::string text = paragraphs(random, language, 600, 0);
    return {stem + ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            docx(text, png(random, size))};
  }
  if (kind < 8)
    return {"IMG_" + random.digits(4) + ".jpg", "image/jpeg", jpeg(random, size)};
  return {"image" + random.digits(3) + ".png", "image/png", png(random, size)};
}

} // namespace mailmaker
