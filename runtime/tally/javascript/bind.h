// Loops, channels and buffers as classes in JavaScript.
#pragma once

namespace tally::javascript {

/// Registers the classes that runtime/js/async.js gives their final form. For the program's own
/// EMSCRIPTEN_BINDINGS block:
///
///   EMSCRIPTEN_BINDINGS(program) {
///     tally::javascript::bind_async();
///     emscripten::function("work", &work);
///   }
///
/// and in JavaScript `const { Loop, Channel } = attach(module)`. Where a bound function takes a
/// std::shared_ptr<javascript::Loop>, or a Loop&, it is given such a Loop.
void bind_async();

}  // namespace tally::javascript
