// What travels: a judged document that many may hold and nobody may change.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "tally/engine/contract.h"

namespace tally::buffers {

class BlockPool;
struct BlockContent;

/// Shared ownership of bytes and, when they were judged, of their view. Copies share the same
/// memory, which is given back with the last of them. Blocks are immutable, so that they may be
/// handed to other threads, and copied and dropped there. Copying is O(1) and costs one atomic
/// increment.
class Block {
 public:
  /// No block: no bytes, no type.
  Block() noexcept = default;
  Block(const Block& other) noexcept : content_(other.content_) {
    if (content_ != nullptr) retain();
  }
  Block(Block&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}
  Block& operator=(Block other) noexcept {
    std::swap(content_, other.content_);
    return *this;
  }
  ~Block() {
    if (content_ != nullptr) release();
  }

  explicit operator bool() const noexcept { return content_ != nullptr; }
  /// Whether both are the same memory.
  bool operator==(const Block& other) const noexcept { return content_ == other.content_; }

  [[nodiscard]] std::string_view bytes() const noexcept { return padded().text(); }
  /// The bytes with the padding behind them that the engine's scanners need.
  [[nodiscard]] PaddedText padded() const noexcept;
  /// The contract that accepted the bytes; null when nobody judged them.
  [[nodiscard]] const ContractType* type() const noexcept;
  /// The view of a block that `T`'s contract accepted; null for all others. Valid as long as the
  /// block is held.
  template <class T>
  [[nodiscard]] const typename Contract<T>::View* view() const noexcept {
    return type() == &Contract<T>::type
               ? static_cast<const typename Contract<T>::View*>(erased_view())
               : nullptr;
  }
  /// The same, to be read by `type()`.
  [[nodiscard]] const void* erased_view() const noexcept;

 private:
  friend class BlockPool;
  explicit Block(BlockContent& content) noexcept : content_(&content) {}
  void retain() const noexcept;
  void release() noexcept;

  BlockContent* content_ = nullptr;
};

/// A block that a contract has accepted: its type and its view are known. Nobody can have one of a
/// document that was not judged, as only the doors of a pool make them.
class Judged : public Block {
 private:
  friend class BlockPool;
  explicit Judged(Block block) noexcept : Block(std::move(block)) {}
};

/// Whether a document is nested more than its contract allows, which no view of it shows: doors
/// that read have asked.
bool is_too_deep(const ContractType& type, const Judged& judged);

/// Makes blocks, and uses their memory again: a program whose messages are of similar size soon
/// allocates nothing. A pool is used by one thread; its blocks may go everywhere and may outlive
/// it.
class BlockPool {
 public:
  /// `idle_limit`: the most document bytes for which memory waits for its next use; what their
  /// views took comes on top.
  explicit BlockPool(std::uint32_t idle_limit = 4U << 20U);
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();

  /// A copy of bytes that have no contract. They have to be fewer than 4 GB.
  Block copy(std::string_view bytes);

  // The doors: what comes in is judged here, once.

  /// A copy of a document that the contract accepts; nothing for another.
  std::optional<Judged> accept(const ContractType& type, std::string_view text);
  /// The same, or why the contract does not accept it.
  Result<Judged> judge(const ContractType& type, std::string_view text);
  /// The document of a program's own value, or why the contract does not accept it. Nothing is read
  /// again: the view is that of the value, with copies of its texts.
  template <class T>
  Result<Judged> judge(const typename Contract<T>::Owned& value) {
    using view::borrow;
    using View = typename Contract<T>::View;
    const ContractType& type = Contract<T>::type;
    Arena& arena = draft(Arena::Texts::copied);
    auto* made = new (room(arena, sizeof(View))) View{};
    std::optional<Judged> judged;
    if (borrow(arena, value, *made)) judged = accept(type, made);
    if (!judged) return explain(type, made);
    if (is_too_deep(type, *judged)) return explain(type, judged->padded());
    return std::move(*judged);
  }

  /// The arena, emptied, for the view of the next document that is made here. Until that is
  /// accepted, nothing else may be made in it.
  Arena& draft(Arena::Texts texts = Arena::Texts::borrowed);
  /// The document of a view that was made in the draft, with all that it refers to, where the
  /// contract accepts it. The block has that memory then. Nothing for another, which stays where it
  /// is.
  std::optional<Judged> accept(const ContractType& type, const void* drafted);
  /// The same for a value that a door has written out as text (Source::foreign).
  std::optional<Judged> accept_foreign(const ContractType& type, std::string_view text);

  struct Shared;  // what a pool has in common with its blocks

 private:
  BlockContent& take(std::string_view bytes);
  static void* room(Arena& arena, std::size_t size);
  std::optional<Judged> finish(const ContractType& type, const void* drafted);

  Shared* shared_;
  Arena draft_;
  json::Writer writer_;  // keeps its memory
};

}  // namespace tally::buffers
