/**
 * What tools/build.mjs knew when it made the bundle, as the text of a JSON object:
 * `{ "version": "0.1.0", "commit": "1a2b3c4" | null, "date": "2026-08-31T12:00:00Z" | null }`.
 * Outside a bundle (unit tests) it is not defined: ask with `typeof __BUILD__ === 'undefined'`.
 */
declare const __BUILD__: string;
