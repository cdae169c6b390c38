// JSON whose objects keep the order of their members: what templates see.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace tally::compiler {

/// nlohmann's map for this, whose growth copies all that is in it: keys that are const cannot be
/// moved along with their values. Here they grow by themselves, and the values are moved.
template <class Key, class Value, class Less = std::less<Key>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
struct OrderedMembers : nlohmann::ordered_map<Key, Value, Less, Allocator> {
  using Base = nlohmann::ordered_map<Key, Value, Less, Allocator>;
  using Base::Base;
  using typename Base::Container;
  using typename Base::iterator;
  using Base::operator[];

  template <class Name>
  std::pair<iterator, bool> emplace(Name&& name, Value&& value) {
    make_room();
    return Base::emplace(std::forward<Name>(name), std::move(value));
  }

  template <class Name>
  Value& operator[](Name&& name) {
    return emplace(std::forward<Name>(name), Value{}).first->second;
  }

 private:
  void make_room() {
    if (this->size() < this->capacity()) return;
    Container larger;
    larger.reserve(this->size() * 2 + 4);
    for (auto& [key, value] : *this) larger.emplace_back(key, std::move(value));
    static_cast<Container&>(*this).swap(larger);
  }
};

using OrderedJson = nlohmann::basic_json<OrderedMembers>;

}  // namespace tally::compiler
