// What a person sees while an examination runs: verdicts that need an eye, warnings, and how far it is.
#pragma once

#include <chrono>
#include <string>

#include "face/cli/console.h"
#include "run/coordinator.h"

namespace winnow::face {

enum class Voice { kQuiet, kSpeaking };

class ProgressWatcher : public run::Watcher {
 public:
  ProgressWatcher(const Console& console, const Sentences& sentences, Voice voice)
      : console_(console), say_(sentences), voice_(voice) {}

  bool wants(record::Verdict verdict) const override;
  void item(const store::StoredItem& item) override;
  void progress(const run::Progress& progress) override;
  void warning(std::string_view id, const Params& values) override;
  // Takes the progress line away.
  void done();

 private:
  void clear_line();
  const Console& console_;
  const Sentences& say_;
  Voice voice_;
  bool line_shown_ = false;
  std::chrono::milliseconds last_logged_{-1};
};

// The progress line, not longer than `width` columns: share of bytes, items by verdict, rate, time left.
std::string progress_line(const run::Progress& progress, const Sentences& sentences, std::size_t width);

}  // namespace winnow::face
