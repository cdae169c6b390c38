#include "tally/buffers/block.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "tally/engine/json/scan.h"

namespace tally::buffers {
namespace {

/// Bytes that a draft may hold when it begins.
constexpr std::size_t largest_idle_draft = std::size_t{64} << 10U;

}  // namespace

// The header of a block; its bytes and their padding follow.
struct BlockContent {
  BlockContent(BlockPool::Shared& owner, std::uint32_t bytes) noexcept
      : pool(owner), capacity(bytes) {}

  [[nodiscard]] char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }

  std::atomic<std::uint32_t> holders{1};
  BlockPool::Shared& pool;
  const ContractType* type = nullptr;
  const void* view = nullptr;
  Arena arena;
  std::uint32_t size = 0;
  std::uint32_t capacity;  // without the padding
  BlockContent* next = nullptr;
};

// What the pool and its blocks share; the last of them deletes it.
struct BlockPool::Shared {
  // Blocks come in sizes of powers of two, so that one serves many messages.
  static constexpr std::uint32_t smallest = 128;
  static constexpr std::size_t sizes = 12;  // up to 256 KiB; larger blocks are not kept

  static std::size_t size_class(std::uint32_t bytes) noexcept {
    return bytes <= smallest ? 0 : static_cast<std::size_t>(std::bit_width((bytes - 1) / smallest));
  }

  void release() noexcept {
    if (users.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      collect();
      for (BlockContent*& list : idle) {
        while (list != nullptr) destroy(*std::exchange(list, list->next));
      }
      delete this;
    }
  }

  static BlockContent& create(Shared& shared, std::uint32_t capacity) {
    void* memory = std::malloc(sizeof(BlockContent) + capacity + input_padding);
    if (memory == nullptr) std::abort();  // as operator new does where there are no exceptions
    return *new (memory) BlockContent(shared, capacity);
  }
  static void destroy(BlockContent& content) noexcept {
    content.~BlockContent();
    std::free(&content);
  }

  // Sorts what other threads gave back.
  void collect() noexcept {
    BlockContent* list = returned.exchange(nullptr, std::memory_order_acquire);
    while (list != nullptr) {
      BlockContent& content = *std::exchange(list, list->next);
      if (content.capacity > idle_limit - idle_bytes) {
        destroy(content);
        continue;
      }
      idle_bytes += content.capacity;
      BlockContent*& head = idle[size_class(content.capacity)];
      content.next = head;
      head = &content;
    }
  }

  std::atomic<std::size_t> users{1};             // the pool and each block that is held
  std::atomic<BlockContent*> returned{nullptr};  // a stack; only the pool's thread takes from it
  std::array<BlockContent*, sizes> idle{};
  std::uint32_t idle_bytes = 0;
  std::uint32_t idle_limit = 0;
};

void Block::retain() const noexcept {
  content_->holders.fetch_add(1, std::memory_order_relaxed);
}

void Block::release() noexcept {
  if (content_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  BlockContent& content = *content_;
  BlockPool::Shared& pool = content.pool;
  if (BlockPool::Shared::size_class(content.capacity) >= BlockPool::Shared::sizes) {
    BlockPool::Shared::destroy(content);
  } else {
    BlockContent* head = pool.returned.load(std::memory_order_relaxed);
    do {
      content.next = head;
    } while (!pool.returned.compare_exchange_weak(head, &content, std::memory_order_release,
                                                  std::memory_order_relaxed));
  }
  pool.release();
}

PaddedText Block::padded() const noexcept {
  static constexpr std::array<char, input_padding> nothing{};
  if (content_ == nullptr) return {nothing.data(), 0};
  return {content_->bytes(), content_->size};
}

const ContractType* Block::type() const noexcept {
  return content_ == nullptr ? nullptr : content_->type;
}

const void* Block::erased_view() const noexcept {
  return content_ == nullptr ? nullptr : content_->view;
}

BlockPool::BlockPool(std::uint32_t idle_limit) : shared_(new Shared) {
  shared_->idle_limit = idle_limit;
}

BlockPool::~BlockPool() {
  shared_->release();
}

BlockContent& BlockPool::take(std::string_view bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const std::size_t size_class = Shared::size_class(size);
  BlockContent* content = nullptr;
  if (size_class >= Shared::sizes) {
    content = &Shared::create(*shared_, size);
  } else {
    BlockContent*& idle = shared_->idle[size_class];
    if (idle == nullptr) shared_->collect();
    if (idle == nullptr) {
      content = &Shared::create(*shared_, Shared::smallest << size_class);
    } else {
      content = std::exchange(idle, idle->next);
      shared_->idle_bytes -= content->capacity;
      content->holders.store(1, std::memory_order_relaxed);
      content->type = nullptr;
      content->view = nullptr;
    }
  }
  shared_->users.fetch_add(1, std::memory_order_relaxed);
  content->size = size;
  if (size != 0) std::memcpy(content->bytes(), bytes.data(), size);
  std::memset(content->bytes() + size, 0, input_padding);
  return *content;
}

Block BlockPool::copy(std::string_view bytes) {
  return Block(take(bytes));
}

std::optional<Judged> BlockPool::accept(const ContractType& type, std::string_view text) {
  if (text.size() > type.plan.limits.bytes) return std::nullopt;
  Block block(take(text));
  BlockContent& content = *block.content_;
  content.arena.reset();
  content.view = tally::judge(type, content.arena, block.padded());
  if (content.view == nullptr) return std::nullopt;
  content.type = &type;
  return Judged(std::move(block));
}

Result<Judged> BlockPool::judge(const ContractType& type, std::string_view text) {
  if (std::optional<Judged> judged = accept(type, text)) return std::move(*judged);
  // One byte more than allowed is refused like any more of them.
  const Document document(text.substr(0, std::size_t{type.plan.limits.bytes} + 1));
  return explain(type, document.padded());
}

Arena& BlockPool::draft(Arena::Texts texts) {
  // What a large value that was refused has needed does not go with a small one.
  if (draft_.capacity() > largest_idle_draft) draft_ = Arena();
  draft_.reset(texts);
  return draft_;
}

void* BlockPool::room(Arena& arena, std::size_t size) {
  void* memory = arena.allocate(size, 16);
  if (memory == nullptr) std::abort();  // as for blocks
  return memory;
}

bool is_too_deep(const ContractType& type, const Judged& judged) {
  json::Scan scan{.depth = type.plan.limits.depth, .judge_values = false};
  // Arrays and objects have two brackets each.
  return judged.bytes().size() / 2 > scan.depth &&
         json::scan_value(scan, judged.padded().data) == nullptr;
}

std::optional<Judged> BlockPool::accept(const ContractType& type, const void* drafted) {
  return type.validate(drafted) ? finish(type, drafted) : std::nullopt;
}

std::optional<Judged> BlockPool::accept_foreign(const ContractType& type, std::string_view text) {
  if (text.size() > type.plan.limits.bytes) return std::nullopt;
  const auto size = static_cast<std::uint32_t>(text.size());
  auto* copy = static_cast<char*>(room(draft(), size + input_padding));
  std::memset(copy + size, 0, input_padding);
  if (size != 0) std::memcpy(copy, text.data(), size);
  const void* view = tally::judge(type, draft_, {copy, size}, Source::foreign);
  return view == nullptr ? std::nullopt : finish(type, view);
}

std::optional<Judged> BlockPool::finish(const ContractType& type, const void* drafted) {
  writer_.clear();
  type.write(writer_, drafted);
  // How large a document is shows only when it is written.
  if (writer_.text().size() > type.plan.limits.bytes) return std::nullopt;
  Block block(take(writer_.text()));
  BlockContent& content = *block.content_;
  content.arena =
      std::move(draft_);  // which exchanges them: the block's old memory is the next draft
  content.view = drafted;
  content.type = &type;
  return Judged(std::move(block));
}

}  // namespace tally::buffers
