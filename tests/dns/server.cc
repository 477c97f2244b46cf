#include "dns/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace winnow::dns {
namespace {

constexpr std::size_t kHeader = 12;  // RFC 1035 section 4.1.1
enum Rcode { kNoError = 0, kServerFailure = 2, kNameError = 3 };

std::string u16(std::size_t value) {
  return {static_cast<char>(value >> 8 & 0xFF), static_cast<char>(value & 0xFF)};
}

struct Question {
  std::string label;  // the first one, in small letters
  std::string wire;   // name, type and class
};

Question question_of(std::string_view query) {
  Question question;
  std::size_t at = kHeader;
  while (at < query.size() && query[at] != 0) at += 1 + static_cast<unsigned char>(query[at]);
  if (at + 5 > query.size()) return question;
  question.wire = query.substr(kHeader, at + 5 - kHeader);
  question.label = query.substr(kHeader + 1, static_cast<unsigned char>(query[kHeader]));
  for (char& c : question.label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return question;
}

std::string txt(const std::vector<std::string>& strings) {
  std::string data;
  for (const std::string& one : strings) data += static_cast<char>(one.size()) + one;
  // The name is the one at the front of the packet; type TXT, class IN, a minute.
  return std::string("\xC0\x0C\x00\x10\x00\x01\x00\x00\x00\x3C", 10) + u16(data.size()) + data;
}

std::string response(std::string_view query, const Question& question, Rcode code,
                     const std::vector<std::string>& answers, bool cut = false) {
  std::string out(query.substr(0, 2));
  out += static_cast<char>(0x84 | (cut ? 2 : 0) |
                           (query[2] & 1));  // an answer, with authority; cut; recursion as asked
  out += static_cast<char>(0x80 | code);
  out += u16(1) + u16(answers.size()) + u16(0) + u16(0) + question.wire;
  for (const std::string& answer : answers) out += answer;
  return out;
}

std::vector<std::string> in_strings(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size(); at += 255) out.push_back(text.substr(at, 255));
  return out;
}

// Empty: no answer at all.
std::string answer(std::string_view query, bool tcp) {
  const Question question = question_of(query);
  if (question.wire.empty() || question.label == "silent") return {};
  const auto say = [&](Rcode code, const std::vector<std::string>& answers, bool cut = false) {
    return response(query, question, code, answers, cut);
  };
  if (question.label == "one") return say(kNoError, {txt({"v=DKIM1; ", "p=AAAA"})});
  if (question.label == "two") return say(kNoError, {txt({"v=spf1 -all"}), txt({"v=DKIM1; p=AAAA"})});
  if (question.label == "gone") return say(kNameError, {});
  if (question.label == "refused") return say(kServerFailure, {});
  if (question.label == "long")
    return tcp ? say(kNoError, {txt(in_strings(long_record()))}) : say(kNoError, {}, true);
  if (question.label == "mangled") return say(kNoError, {txt({"p=AAAA"}).substr(0, 14)});
  return say(kNoError, {});
}

int bound(int kind, int port) {
  const int fd = ::socket(AF_INET, kind | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

int port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

std::string long_record() { return "v=DKIM1; p=" + std::string(3'000, 'A'); }

Server::Server() {
  for (int tries = 0; tries < 50 && tcp_ < 0; ++tries) {
    if (udp_ >= 0) ::close(udp_);
    udp_ = bound(SOCK_DGRAM, 0);
    port_ = port_of(udp_);
    tcp_ = bound(SOCK_STREAM, port_);
  }
  ::listen(tcp_, 8);
  thread_ = std::thread([this] { serve(); });
}

Server::~Server() {
  stop_ = true;
  thread_.join();
  ::close(udp_);
  ::close(tcp_);
}

std::string Server::address() const { return "127.0.0.1@" + std::to_string(port_); }

void Server::serve() {
  while (!stop_) {
    std::array<pollfd, 2> ready{{{udp_, POLLIN, 0}, {tcp_, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), 50) <= 0) continue;
    if ((ready[0].revents & POLLIN) != 0) serve_udp();
    if ((ready[1].revents & POLLIN) != 0) serve_tcp();
  }
}

void Server::serve_udp() {
  std::array<char, 4096> buffer;
  sockaddr_in from{};
  socklen_t size = sizeof from;
  const ssize_t got =
      ::recvfrom(udp_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
  if (got < static_cast<ssize_t>(kHeader)) return;
  const std::string reply = answer({buffer.data(), static_cast<std::size_t>(got)}, false);
  if (!reply.empty()) ::sendto(udp_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
}

// One question a connection, behind its length in two bytes (RFC 1035 section 4.2.2).
void Server::serve_tcp() {
  const int fd = ::accept4(tcp_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return;
  std::string query;
  std::array<char, 4096> buffer;
  const auto wanted = [&] {
    return query.size() < 2
               ? 2
               : 2U + static_cast<unsigned char>(query[0]) * 256U + static_cast<unsigned char>(query[1]);
  };
  while (query.size() < wanted()) {
    const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    query.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (query.size() > 2 + kHeader) {
    ++over_tcp_;
    const std::string reply = answer(std::string_view(query).substr(2), true),
                      framed = u16(reply.size()) + reply;
    if (!reply.empty()) (void)!::send(fd, framed.data(), framed.size(), MSG_NOSIGNAL);
  }
  ::close(fd);
}

}  // namespace winnow::dns
