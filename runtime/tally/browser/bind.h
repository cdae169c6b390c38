// Loops, channels and buffers as classes in JavaScript.
#pragma once

namespace tally::browser {

/// Registers the classes that runtime/js/async.js gives their final form. For the program's own
/// EMSCRIPTEN_BINDINGS block:
///
///   EMSCRIPTEN_BINDINGS(program) {
///     tally::browser::bind_async();
///     emscripten::function("work", &work);
///   }
///
/// and in JavaScript `const { Loop, Channel } = attach(module)`. Where a bound function takes a
/// std::shared_ptr<browser::Loop>, or a Loop&, it is given such a Loop.
void bind_async();

}  // namespace tally::browser
