#include "dns/resolver.h"

#include <dlfcn.h>
#include <poll.h>
#include <unbound.h>

#include <algorithm>
#include <list>

#include "base/text.h"
#include "dns/answer.h"

namespace winnow::dns {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kTxt = 16, kInternet = 1;             // RFC 1035 section 3.2
constexpr milliseconds kStep{100};

// The keys of the root zone (RFC 9718; IANA's root-anchors.xml), those of 2017 and of 2024.
constexpr const char* kRootAnchors[] = {
    ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16"};

// libunbound, loaded when it is wanted: a run that does not ask the DNS has no code for it in memory.
struct Library {
  decltype(&::ub_ctx_create) create;
  decltype(&::ub_ctx_delete) destroy;
  decltype(&::ub_ctx_set_option) set_option;
  decltype(&::ub_ctx_set_fwd) set_forwarder;
  decltype(&::ub_ctx_resolvconf) read_resolv_conf;
  decltype(&::ub_ctx_add_ta) add_anchor;
  decltype(&::ub_ctx_add_ta_file) add_anchor_file;
  decltype(&::ub_ctx_async) use_thread;
  decltype(&::ub_fd) descriptor;
  decltype(&::ub_process) process;
  decltype(&::ub_resolve_async) resolve;
  decltype(&::ub_cancel) cancel;
  decltype(&::ub_resolve_free) free_result;
  decltype(&::ub_strerror) error_text;

  bool load(void* handle) {
    const auto find = [&](const char* symbol, auto& function) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(::dlsym(handle, symbol));
      return function != nullptr;
    };
    return find("ub_ctx_create", create) && find("ub_ctx_delete", destroy) && find("ub_ctx_set_option", set_option) &&
           find("ub_ctx_set_fwd", set_forwarder) && find("ub_ctx_resolvconf", read_resolv_conf) &&
           find("ub_ctx_add_ta", add_anchor) && find("ub_ctx_add_ta_file", add_anchor_file) && find("ub_ctx_async", use_thread) &&
           find("ub_fd", descriptor) && find("ub_process", process) && find("ub_resolve_async", resolve) &&
           find("ub_cancel", cancel) && find("ub_resolve_free", free_result) && find("ub_strerror", error_text);
  }
};

void read_result(const ub_result& result, Answer& answer) {
  RawAnswer raw{result.rcode, result.nxdomain != 0, result.secure != 0, result.bogus != 0, {}, {}};
  for (int i = 0; result.havedata && result.data != nullptr && result.data[i] != nullptr; ++i)
    raw.data.emplace_back(result.data[i], static_cast<std::size_t>(result.len[i]));
  if (result.why_bogus != nullptr) raw.why_bogus = result.why_bogus;
  read_answer(raw, answer);
}

// One question on its way; libunbound calls back with its address.
struct Question {
  Answer answer;
  int id = 0;
  steady_clock::time_point asked;
  bool done = false;
  const Library* library = nullptr;
};

void on_answer(void* data, int error, ub_result* result) {
  auto& question = *static_cast<Question*>(data);
  question.done = true;
  if (error != 0 || result == nullptr) question.answer.detail = question.library->error_text(error);
  else read_result(*result, question.answer);
  question.library->free_result(result);
}

class Unbound final : public Resolver {
 public:
  ~Unbound() override {
    if (context_ != nullptr) library_.destroy(context_);
    if (handle_ != nullptr) ::dlclose(handle_);
  }

  Result<void> prepare(const Settings& settings) {
    settings_ = settings;
    handle_ = ::dlopen("libunbound.so.8", RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr || !library_.load(handle_)) return fail(ErrorCode::kNotFound, "libunbound.so.8");
    context_ = library_.create();
    if (context_ == nullptr) return fail(ErrorCode::kNotFound, "libunbound.so.8");
    const auto tried = [&](int error, const std::string& what) -> Result<void> {
      if (error != 0) return fail(ErrorCode::kUsage, what + ": " + library_.error_text(error));
      return {};
    };
    // A resolver on this machine is one that may be asked.
    if (auto set = tried(library_.set_option(context_, "do-not-query-localhost:", "no"), "do-not-query-localhost"); !set) return set;
    // Nothing is asked but what was wanted: not which trust anchors this resolver has (RFC 8145).
    if (auto set = tried(library_.set_option(context_, "trust-anchor-signaling:", "no"), "trust-anchor-signaling"); !set) return set;
    const std::string& address = settings.resolver;
    if (auto set = address.empty() ? tried(library_.read_resolv_conf(context_, nullptr), "/etc/resolv.conf")
                                   : tried(library_.set_forwarder(context_, address.c_str()), address); !set)
      return set;
    if (const std::string& file = settings.trust_anchor_file; !file.empty()) {
      if (auto set = tried(library_.add_anchor_file(context_, file.c_str()), file); !set) return set;
    } else {
      for (const char* anchor : kRootAnchors)
        if (auto set = tried(library_.add_anchor(context_, anchor), "trust anchor"); !set) return set;
    }
    return tried(library_.use_thread(context_, 1), "thread");
  }

  void ask(const std::vector<std::string>& names, const std::function<void(Answer)>& answered,
           const std::function<bool()>& waiting) override {
    std::list<Question> open;
    auto next_start = steady_clock::now();
    const milliseconds between(1000 / std::max(settings_.per_second, 1U));
    for (std::size_t next = 0; next < names.size() || !open.empty();) {
      while (next < names.size() && open.size() < settings_.at_once && steady_clock::now() >= next_start) {
        next_start = std::max(next_start + between, steady_clock::now());
        begin(names[next++], open);
      }
      wait();
      take(open, answered);
      if (!waiting()) break;
    }
    for (Question& question : open)
      if (!question.done) library_.cancel(context_, question.id);
  }

 private:
  void begin(const std::string& name, std::list<Question>& open) {
    Question& question = open.emplace_back();
    question.answer.name = name;
    question.asked = steady_clock::now();
    question.library = &library_;
    if (!is_askable(name)) {
      question.answer.outcome = Outcome::kBadName;
      question.done = true;
      return;
    }
    const int error = library_.resolve(context_, name.c_str(), kTxt, kInternet, &question, on_answer, &question.id);
    if (error == 0) return;
    question.answer.detail = library_.error_text(error);
    question.done = true;
  }

  void wait() {
    pollfd ready{library_.descriptor(context_), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(std::min<milliseconds>(kStep, milliseconds(1000 / std::max(settings_.per_second, 1U))).count())) > 0)
      (void)library_.process(context_);
  }

  void take(std::list<Question>& open, const std::function<void(Answer)>& answered) {
    for (auto at = open.begin(); at != open.end();) {
      if (!at->done && steady_clock::now() - at->asked > settings_.patience) {
        library_.cancel(context_, at->id);
        at->answer.outcome = Outcome::kTimeout;
        at->done = true;
      }
      if (!at->done) {
        ++at;
        continue;
      }
      answered(std::move(at->answer));
      at = open.erase(at);
    }
  }

  Settings settings_;
  Library library_{};
  void* handle_ = nullptr;
  ub_ctx* context_ = nullptr;
};

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAnswer: return "answer";
    case Outcome::kNoName: return "no-name";
    case Outcome::kNoData: return "no-data";
    case Outcome::kTimeout: return "timeout";
    case Outcome::kBadName: return "bad-name";
    case Outcome::kFailed: break;
  }
  return "failed";
}

std::string_view name(Validation validation) {
  switch (validation) {
    case Validation::kSecure: return "secure";
    case Validation::kInsecure: return "insecure";
    case Validation::kBogus: return "bogus";
    case Validation::kUnknown: break;
  }
  return "unknown";
}

bool is_askable(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  for (const std::string_view label : split(name, '.')) {
    if (label.empty() || label.size() > 63) return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; })) return false;
  }
  return true;
}

Result<std::unique_ptr<Resolver>> Resolver::open(const Settings& settings) {
  auto resolver = std::make_unique<Unbound>();
  if (auto prepared = resolver->prepare(settings); !prepared) return tl::unexpected<Error>(prepared.error());
  return std::unique_ptr<Resolver>(std::move(resolver));
}

}  // namespace winnow::dns
