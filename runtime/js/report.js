// Errors of callbacks, which are the program's own and end nothing here.

/** An error that nobody caught, as if the host had called. */
export function report(error) {
  queueMicrotask(() => {
    throw error;
  });
}

/** Calls back, whatever that does. */
export function call(callback, a, b) {
  try {
    callback(a, b);
  } catch (error) {
    report(error);
  }
}
