import type { MenuItemConstructorOptions } from 'electron';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';

class MenuItem {
  readonly submenu: Menu | undefined;

  constructor(readonly options: MenuItemConstructorOptions) {
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined;
  }

  get label(): string {
    return this.options.label ?? '';
  }

  get enabled(): boolean {
    return this.options.enabled ?? true;
  }

  /** As a person's click. */
  click(): void {
    const click = this.options.click as ((item: unknown, window: unknown, event: object) => void) | undefined;
    if (this.options.role === 'quit') app.quit();
    click?.(this, BrowserWindow.getAllWindows()[0], {});
  }
}

export class Menu {
  private static current: Menu | null = null;
  readonly items: readonly MenuItem[];

  private constructor(template: readonly MenuItemConstructorOptions[]) {
    this.items = template.map((options) => new MenuItem(options));
  }

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.current = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.current;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.options.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found !== undefined && found !== null) return found;
    }
    return null;
  }
}
