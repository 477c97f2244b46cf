#include "case/amend.h"

#include <sys/stat.h>

#include <functional>

#include "case/database.h"
#include "case/version.h"

namespace winnow::store {
namespace {

Result<void> change(const std::string& path, const std::function<Result<void>(const Database&)>& what) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return fail(ErrorCode::kNotFound, path);
  WINNOW_TRY(const Database database, Database::open(path, Database::Mode::kCreate));
  WINNOW_TRY(const std::int64_t application, database.integer("PRAGMA application_id"));
  if (application != kApplicationId) return fail(ErrorCode::kVersion, "no case of winnow");
  WINNOW_TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
  if (version != kSchemaVersion) return fail(ErrorCode::kVersion, std::to_string(version));
  WINNOW_TRY(Transaction transaction, Transaction::begin(database));
  if (auto changed = what(database); !changed) return changed;
  return transaction.commit();
}

}  // namespace

Result<void> amend_note(const std::string& path, std::string_view name, std::string_view text) {
  return change(path, [&](const Database& database) -> Result<void> {
    WINNOW_TRY(Statement insert, database.prepare("INSERT OR REPLACE INTO note VALUES (?, ?)"));
    return insert.bind_text(1, name).bind_text(2, text).run();
  });
}

Result<void> forget_slices(const std::string& path) {
  return change(path, [](const Database& database) -> Result<void> {
    for (const char* table : {"slice", "judged", "revised", "span", "run", "box", "loss"}) {
      const std::string remove = std::string("DELETE FROM ") + table;
      if (auto ran = database.run(remove.c_str()); !ran) return ran;
    }
    WINNOW_TRY(Statement forget, database.prepare("DELETE FROM note WHERE name = ?"));
    for (const std::string_view name : {kResumePoint, kFinished, kRevisited})
      if (auto ran = forget.bind_text(1, name).run(); !ran) return ran;
    return {};
  });
}

}  // namespace winnow::store
