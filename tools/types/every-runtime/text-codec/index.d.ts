// TextEncoder and TextDecoder exist in browsers and in Node, and are declared by neither lib.es2023 nor any
// other library that such a folder may use. Just what they need.

declare class TextEncoder {
  /** UTF-8. */
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, destination: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}
