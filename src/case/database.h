// SQLite, as thin as it goes: a connection, a prepared statement, errors as values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace winnow::store {

// A prepared statement. Every run ends with reset(), also after an error, so that no read lock stays behind.
class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept : statement_(other.statement_) { other.statement_ = nullptr; }
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  // Parameters count from 1. Text and blobs must live until reset().
  Statement& bind(int at, std::int64_t value);
  Statement& bind_text(int at, std::string_view value);
  Statement& bind_blob(int at, std::string_view value);
  // Moves to the next row: true if there is one.
  Result<bool> step();
  // Runs a statement that returns nothing, and resets it.
  Result<void> run();
  void reset();

  // Columns count from 0; views live until the next step or reset.
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  enum class Mode { kCreate, kRead };
  static Result<Database> open(const std::string& path, Mode mode);
  Database() = default;
  Database(Database&& other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
  Database& operator=(Database&& other) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  Result<void> run(const char* sql) const;
  Result<Statement> prepare(std::string_view sql) const;
  // The first column of the first row; `missing` where there is none.
  Result<std::int64_t> integer(std::string_view sql, std::int64_t missing = 0) const;
  Result<std::string> text(std::string_view sql) const;
  bool in_transaction() const;

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  sqlite3* handle_ = nullptr;
};

// A transaction that is rolled back unless it was committed.
class Transaction {
 public:
  static Result<Transaction> begin(const Database& database);
  Transaction(Transaction&& other) noexcept : database_(other.database_) { other.database_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}
  const Database* database_;
};

}  // namespace winnow::store
