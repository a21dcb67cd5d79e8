/** Which window this page is. Several can be open, in a browser also of one Overlook; each has presentations of its own. */
export interface WhichWindow {
  /** A presentation: it follows the window that opened it. */
  readonly isPresentation: boolean;
  /** The channel between a window and its presentations. */
  readonly channel: string;
  /** Where a presentation of this window is. */
  readonly presentationAddress: string;
}

/** The parts of a window that say which it is. */
export interface WindowPlaces {
  readonly search: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Electron has one window, and opens its presentation itself. */
  readonly isDesktop: boolean;
}

const KEY = 'overlook.window';
const PARAMETER = 'presentation';

export function whichWindow({ search, storage, isDesktop }: WindowPlaces): WhichWindow {
  const given = new URLSearchParams(search).get(PARAMETER);
  const id = given ?? (isDesktop ? '' : kept(storage));
  return {
    isPresentation: given !== null,
    channel: `overlook.${PARAMETER} ${id}`,
    presentationAddress: `?${PARAMETER}=${id}`,
  };
}

/** The same after a reload. */
function kept(storage: WindowPlaces['storage']): string {
  const id = storage.getItem(KEY) ?? crypto.randomUUID();
  storage.setItem(KEY, id);
  return id;
}
