// Stands where `/// <reference types="node" />` of a package would find @types/node, so that `process` and
// `Buffer` stay out of folders that run in every runtime. Their tsconfig.json names this folder in `typeRoots`.
export {};
