// A name server on this machine for tests: answers TXT questions by their first label, over UDP and TCP.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace winnow::dns {

class Server {
 public:
  Server();
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // "127.0.0.1@PORT".
  std::string address() const;
  int over_tcp() const { return over_tcp_; }  // questions that came that way

 private:
  void serve();
  void serve_udp();
  void serve_tcp();

  int udp_ = -1, tcp_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  std::atomic<int> over_tcp_{0};
  std::thread thread_;
};

// What the server answers under "long".
std::string long_record();

}  // namespace winnow::dns
