// What generated packages are written against. Its parts change together with the compiler: not for use by hand.
export { contract } from "./contract.js";
export { Engine } from "./engine.js";
export { jsonSchemas } from "./schemas.js";
export { compile, decodeBase64 } from "./module.js";
export { shape } from "./shape.js";
