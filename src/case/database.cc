#include "case/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace winnow::store {
namespace {

// SQLite's result codes as the few that a caller reacts to.
ErrorCode code_of(int result, int system_error) {
  switch (result & 0xFF) {
    case SQLITE_FULL: return ErrorCode::kDiskFull;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::kLocked;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_MISMATCH: return ErrorCode::kMalformed;
    case SQLITE_IOERR:
      // A quota and a limit on file size are a full disk to whoever has to make room.
      return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG ? ErrorCode::kDiskFull
                                                                                        : ErrorCode::kIo;
    default: return ErrorCode::kIo;
  }
}

// Why the system refused. The connection's own record is overwritten by the rollback that follows; the files keep theirs.
int system_error_of(sqlite3* handle) {
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    int error = 0;
    if (sqlite3_file_control(handle, "main", which, &file) != SQLITE_OK || !file || !file->pMethods) continue;
    if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error) == SQLITE_OK && error != 0) return error;
  }
  return sqlite3_system_errno(handle);
}

tl::unexpected<Error> failure(sqlite3* handle) {
  return fail(code_of(sqlite3_extended_errcode(handle), system_error_of(handle)), sqlite3_errmsg(handle));
}

}  // namespace

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_, at, value);
  return *this;
}

Statement& Statement::bind_text(int at, std::string_view value) {
  sqlite3_bind_text64(statement_, at, value.data() ? value.data() : "", value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind_blob(int at, std::string_view value) {
  sqlite3_bind_blob64(statement_, at, value.data() ? value.data() : "", value.size(), SQLITE_STATIC);
  return *this;
}

Result<bool> Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return failure(sqlite3_db_handle(statement_));
}

Result<void> Statement::run() {
  auto stepped = step();
  reset();
  if (!stepped) return tl::unexpected<Error>(std::move(stepped).error());
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes && size > 0 ? std::string_view{bytes, static_cast<std::size_t>(size)} : std::string_view{};
}

Result<Database> Database::open(const std::string& path, Mode mode) {
  sqlite3* handle = nullptr;
  const int flags = mode == Mode::kCreate ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
  int result = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOFOLLOW, nullptr);
  Database database(handle);
  if (result != SQLITE_OK) return failure(handle);
  // A case may come from a stranger: nothing in its schema may run, and no size in it is believed unchecked.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_extended_result_codes(handle, 1);
  if (auto ran = database.run("PRAGMA cell_size_check=ON"); !ran) return tl::unexpected<Error>(ran.error());
  return database;
}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() { sqlite3_close_v2(handle_); }

Result<void> Database::run(const char* sql) const {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(handle_);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                         nullptr) != SQLITE_OK)
    return failure(handle_);
  return Statement(statement);
}

Result<std::int64_t> Database::integer(std::string_view sql, std::int64_t missing) const {
  WINNOW_TRY(Statement statement, prepare(sql));
  WINNOW_TRY(const bool row, statement.step());
  return row ? statement.integer(0) : missing;
}

Result<std::string> Database::text(std::string_view sql) const {
  WINNOW_TRY(Statement statement, prepare(sql));
  WINNOW_TRY(const bool row, statement.step());
  return row ? std::string(statement.text(0)) : std::string();
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

Result<Transaction> Transaction::begin(const Database& database) {
  if (auto ran = database.run("BEGIN IMMEDIATE"); !ran) return tl::unexpected<Error>(std::move(ran).error());
  return Transaction(database);
}

Transaction::~Transaction() {
  // After a full disk SQLite may have rolled back by itself.
  if (database_ && database_->in_transaction()) (void)database_->run("ROLLBACK");
}

Result<void> Transaction::commit() {
  auto ran = database_->run("COMMIT");
  if (ran) database_ = nullptr;
  return ran;
}

}  // namespace winnow::store
