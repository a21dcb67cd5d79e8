import type { Pen } from './pen.ts';

/** Columns of one pixel that are drawn from left to right; neighbours of one colour become one rectangle. */
export class Runs {
  private color: string | undefined;
  private fromCss = 0;
  private toCss = 0;

  constructor(
    private readonly pen: Pen,
    private readonly yCss: number,
    private readonly heightCss: number,
  ) {}

  add(xCss: number, color: string): void {
    if (color === this.color && xCss <= this.toCss) {
      this.toCss = xCss + 1;
      return;
    }
    this.end();
    this.color = color;
    this.fromCss = xCss;
    this.toCss = xCss + 1;
  }

  end(): void {
    if (this.color === undefined) return;
    this.pen.fillStyle = this.color;
    this.pen.fillRect(this.fromCss, this.yCss, this.toCss - this.fromCss, this.heightCss);
    this.color = undefined;
  }
}
