// The page's own world, before its scripts: the half of the contextBridge that the page sees (the other: page.ts).
// Values pass between the worlds as the detail of events, cloned by the browser.
type Callback = (...args: unknown[]) => void;
interface Exposed {
  readonly key: string;
  readonly names: readonly string[];
}

const callbacks: Callback[] = [];
const detailOf = <T>(event: Event) => (event as CustomEvent<T>).detail;

/** A function stays in its world; its number passes. */
const outgoing = (value: unknown) =>
  typeof value === 'function' ? { callback: callbacks.push(value as Callback) - 1 } : value;

addEventListener('double:expose', (event) => {
  const { key, names } = detailOf<Exposed>(event);
  const functions = names.map((name) => [
    name,
    (...args: unknown[]) => {
      dispatchEvent(new CustomEvent('double:call', { detail: { key, name, args: args.map(outgoing) } }));
    },
  ]);
  const value: unknown = Object.freeze(Object.fromEntries(functions));
  Object.defineProperty(window, key, { value, enumerable: true });
});

addEventListener('double:callback', (event) => {
  const { callback, args } = detailOf<{ callback: number; args: unknown[] }>(event);
  callbacks[callback]?.(...args);
});
