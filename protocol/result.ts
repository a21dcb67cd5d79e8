/** What can be expected to fail, as a value: the reason is a sentence for people that says what to do. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const problem = <T = never>(sentence: string): Result<T> => ({ ok: false, problem: sentence });
