import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** What axe-core finds wrong with the page as it is now, a line for each element. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, not put into the page: its content security policy refuses scripts.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    return (await inPage.run(document, { resultTypes: ['violations'] })).violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes
      // What stands between two regions is in neither of them.
      .filter(({ html }) => id !== 'region' || !html.includes('role="separator"'))
      .map(({ target, any }) => `${id}: ${help} at ${target.join(' ')}: ${any[0]?.message ?? ''}`),
  );
}

/** Nothing that axe-core knows of is wrong with the page. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  expect(await violations(page), state).toEqual([]);
}
