import type { Pen } from './pen.ts';

/** Columns of one pixel that are drawn from left to right; neighbours that look alike become one rectangle. */
export class Runs {
  private color: string | undefined;
  private alpha = 1;
  private fromCss = 0;
  private toCss = 0;

  constructor(
    private readonly pen: Pen,
    private readonly yCss: number,
    private readonly heightCss: number,
  ) {}

  add(xCss: number, color: string, alpha = 1): void {
    if (color === this.color && alpha === this.alpha && xCss <= this.toCss) {
      this.toCss = xCss + 1;
      return;
    }
    this.end();
    this.color = color;
    this.alpha = alpha;
    this.fromCss = xCss;
    this.toCss = xCss + 1;
  }

  end(): void {
    if (this.color === undefined) return;
    const { pen } = this;
    pen.fillStyle = this.color;
    if (this.alpha !== 1) pen.globalAlpha = this.alpha;
    pen.fillRect(this.fromCss, this.yCss, this.toCss - this.fromCss, this.heightCss);
    if (this.alpha !== 1) pen.globalAlpha = 1;
    this.color = undefined;
  }
}
