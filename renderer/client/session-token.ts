const KEY = 'overlook.token';

/** The parts of a window that the token passes through. */
export interface TokenPlaces {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * The one-time token that the address bar brings in its fragment (`#t=…`), which no server and no log ever sees.
 *
 * It moves to sessionStorage, so that a reload works, and out of the address bar, so that a screenshot does not carry it.
 */
export function takeToken({ location, history, storage }: TokenPlaces): string | undefined {
  const token = /^#t=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return storage.getItem(KEY) ?? undefined;
  storage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}
