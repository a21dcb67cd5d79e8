/** The page's own address. A scheme of our own, not file: so that the page has an origin, and no file can claim it. */
export const SCHEME = 'app';
export const HOST = 'overlook';
export const START_PAGE = `${SCHEME}://${HOST}/index.html`;
export const PRESENTATION_PAGE = `${START_PAGE}?presentation`;
/** What Windows knows Overlook by: its taskbar buttons, its recent files, its notifications. */
export const APP_ID = 'dev.overlook.app';

/** Whether an address is inside the app. Compares scheme and host: in Node, the `origin` of such an address is 'null'. */
export function isInApp(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${SCHEME}:` && url.host === HOST;
}
