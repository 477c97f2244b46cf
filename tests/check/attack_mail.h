// Signed mail of one sender, and ways to change it after it was signed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "check/judged.h"

namespace winnow::check {

using support::Examined;
using support::SignOptions;

inline constexpr std::string_view kText = "The meeting is on Tuesday at ten.\r\nPlease bring the figures.\r\n";

inline std::string fields(std::string_view content_type = "text/plain; charset=us-ascii") {
  return "From: Ana Moreau <ana@en-avant.example>\r\nTo: Luc <luc@press.example>\r\nSubject: Tuesday\r\n"
         "Date: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: " + std::string(content_type) +
         "\r\nContent-Transfer-Encoding: 7bit\r\n";
}
inline std::string plain() { return fields() + "\r\n" + std::string(kText); }

inline std::string multipart(std::string_view first, std::string_view second, std::string_view boundary = "outer") {
  const std::string mark = "--" + std::string(boundary);
  return mark + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" + std::string(first) + "\r\n" + mark +
         "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" + std::string(second) + "\r\n" + mark + "--\r\n";
}

// A signature with a time, which is what proves the day: the date of fields() plus some seconds.
inline SignOptions dated() {
  SignOptions options;
  options.signed_at = 1'491'894'770;
  return options;
}
// What old senders sign: nothing that says how the body is read.
inline SignOptions without_mime() {
  SignOptions options;
  options.header_fields = {"From", "To", "Subject", "Date", "MIME-Version"};
  return options;
}
inline Examined examined(std::string_view raw, const SignOptions& options = {}) { return support::examine(raw, {support::key_of(options)}); }
inline std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}
inline void expect_not_believed(const Examined& e, const char* why) {
  const record::Verdict verdict = judged(e).verdict;
  EXPECT_NE(verdict, record::AUTHENTIC) << why << listed(e);
  EXPECT_NE(verdict, record::CORROBORATED) << why;
}

}  // namespace winnow::check
