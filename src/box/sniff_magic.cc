#include <array>

#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

using namespace std::literals;

struct Signature {
  std::size_t at;
  std::string_view bytes;
  std::string_view media_type;
  bool archive = false;
};

// Narrow before wide. Sources: the formats' own specifications and the IANA media type registry.
constexpr auto kSignatures = std::to_array<Signature>({
    // archives that winnow opens
    {0, "\x1F\x8B\x08"sv, "application/gzip", true},                              // RFC 1952 section 2.3.1
    {0, "BZh"sv, "application/x-bzip2", true},
    {0, "\xFD""7zXZ\0"sv, "application/x-xz", true},
    {0, "\x28\xB5\x2F\xFD"sv, "application/zstd", true},                          // RFC 8878 section 3.1.1
    {0, "\x04\x22\x4D\x18"sv, "application/x-lz4", true},
    {0, "7z\xBC\xAF\x27\x1C"sv, "application/x-7z-compressed", true},
    {0, "Rar!\x1A\x07\x00"sv, "application/vnd.rar", true},
    {0, "Rar!\x1A\x07\x01\x00"sv, "application/vnd.rar", true},
    {0, "\x1F\x9D"sv, "application/x-compress", true},
    {0, "LZIP\x01"sv, "application/x-lzip", true},
    {0, "MSCF\0\0\0\0"sv, "application/vnd.ms-cab-compressed", true},
    {0, "\x78\x9F\x3E\x22"sv, "application/ms-tnef", true},                       // MS-OXTNEF section 2.1.3.1
    // documents
    {0, "%PDF-"sv, "application/pdf"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "application/x-ole-storage"},       // MS-CFB section 2.2
    {0, "{\\rtf"sv, "application/rtf"},
    {0, "%!PS"sv, "application/postscript"},
    {0, "!BDN"sv, "application/vnd.ms-outlook-pst"},                              // MS-PST section 2.2.2.6
    {0, "SQLite format 3\0"sv, "application/vnd.sqlite3"},
    {0, "\xCF\xAD\x12\xFE"sv, "application/x-outlook-express-dbx"},
    {0, "// <!-- <mdb:mork"sv, "application/x-mork"},                             // indexes of Thunderbird (.msf)
    {0, "\xFFWPC"sv, "application/vnd.wordperfect"},
    {0, "AT&TFORM"sv, "image/vnd.djvu"},
    // images
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {0, "II*\0"sv, "image/tiff"},
    {0, "MM\0*"sv, "image/tiff"},
    {8, "WEBP"sv, "image/webp"},
    {4, "ftypheic"sv, "image/heic"},
    {4, "ftypmif1"sv, "image/heif"},
    {4, "ftypavif"sv, "image/avif"},
    {0, "\0\0\1\0"sv, "image/vnd.microsoft.icon"},
    {0, "8BPS"sv, "image/vnd.adobe.photoshop"},
    // sound and film
    {0, "ID3"sv, "audio/mpeg"},
    {0, "OggS"sv, "audio/ogg"},
    {0, "fLaC"sv, "audio/flac"},
    {8, "WAVE"sv, "audio/vnd.wave"},
    {8, "AVI "sv, "video/vnd.avi"},
    {4, "ftypM4A"sv, "audio/mp4"},
    {4, "ftypqt"sv, "video/quicktime"},
    {4, "ftyp3g"sv, "video/3gpp"},
    {4, "ftyp"sv, "video/mp4"},
    {0, "#!AMR"sv, "audio/AMR"},
    {0, "\x1A\x45\xDF\xA3"sv, "video/x-matroska"},
    {0, "0&\xB2u\x8E\x66\xCF\x11"sv, "video/x-ms-asf"},
    // programs and keys
    {0, "\x7F""ELF"sv, "application/x-elf"},
    {0, "-----BEGIN PGP "sv, "application/pgp-keys"},
    {0, "-----BEGIN CERTIFICATE-----"sv, "application/x-pem-file"},
    {0, "wOFF"sv, "font/woff"},
    {0, "wOF2"sv, "font/woff2"},
    {0, "OTTO"sv, "font/otf"},
});

bool fits(const Signature& signature, std::string_view head) {
  if (signature.at == 8 && !head.starts_with("RIFF")) return false;
  return head.size() >= signature.at + signature.bytes.size() &&
         head.compare(signature.at, signature.bytes.size(), signature.bytes) == 0;
}

// LZMA alone has no signature: properties lc=3 lp=0 pb=2, a dictionary that is a power of two or one and a half of one, and
// a size that is unknown or below 256 GiB (the test that other readers make, too).
bool is_lzma_alone(std::string_view head) {
  constexpr std::size_t kHeaderSize = 13;
  if (head.size() < kHeaderSize || !head.starts_with("\x5D\0\0"sv)) return false;
  const auto dictionary = static_cast<unsigned char>(head[3]) | static_cast<unsigned>(static_cast<unsigned char>(head[4])) << 8;
  const bool one_bit = dictionary != 0 && (dictionary & (dictionary - 1)) == 0;
  const auto size = head.substr(5, 8);
  return one_bit && (size == "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv || size.substr(5) == "\0\0\0"sv);
}

// A bitmap: its size field counts the file, two reserved words are zero (BITMAPFILEHEADER).
bool is_bitmap(std::string_view head) {
  return head.size() > 18 && head.starts_with("BM") && head.substr(6, 4) == "\0\0\0\0"sv && head.substr(15, 3) == "\0\0\0"sv;
}

}  // namespace

std::optional<Magic> magic_of(std::string_view head) {
  if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv) || head.starts_with("PK00PK\x03\x04"sv) ||
      head.starts_with("PK\x07\x08PK\x03\x04"sv))
    return zip_kind(head);
  if (head.size() > 0x40 && head.starts_with("MZ"sv)) {
    if (const auto appended = appended_archive(head)) return appended;
    return Magic{"application/vnd.microsoft.portable-executable", false};
  }
  if (head.size() > 44 && head.starts_with("\x01\0\0\0"sv) && head.substr(40, 4) == " EMF") return Magic{"image/emf", false};
  if (is_bitmap(head)) return Magic{"image/bmp", false};
  if (is_lzma_alone(head)) return Magic{"application/x-lzma", true};
  for (const auto& signature : kSignatures)
    if (fits(signature, head)) return Magic{signature.media_type, signature.archive};
  return std::nullopt;
}

}  // namespace winnow::box
