/** Text of a YAML file as it grows. Widths count code points, as Python does. */
export class YamlOutput {
  /** Code points since the last line break. */
  column = 0;
  /** Whether the last thing written was white space, so that the next needs none before it. */
  whitespace = true;
  /** Whether the line so far holds nothing but indentation and the indicators `-`, `?` and `:`. */
  indention = true;
  /** Set after a plain scalar that is a whole document: it needs `...` after it. */
  openEnded = false;
  #parts: string[] = [];

  /** Writes text and moves the column; the flags stay. */
  raw(text: string): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 0xdc00 || unit > 0xdfff) {
        this.column++;
      }
    }
  }

  /** Writes `-`, `?`, `:`, a quote or a bracket. */
  indicator(text: string, options: { readonly space: boolean; readonly indention?: boolean }): void {
    this.raw(this.whitespace || !options.space ? text : ` ${text}`);
    this.whitespace = false;
    this.indention = this.indention && options.indention === true;
    this.openEnded = false;
  }

  /** Goes to the column, on a new line unless only indentation stands before it. */
  indent(column: number): void {
    if (!this.indention || this.column > column || (this.column === column && !this.whitespace)) {
      this.lineBreak();
    }
    if (this.column < column) {
      this.whitespace = true;
      this.raw(' '.repeat(column - this.column));
    }
  }

  /** Ends the line, with a line break of Unicode where the scalar has one. */
  lineBreak(character = '\n'): void {
    this.#parts.push(character);
    this.whitespace = true;
    this.indention = true;
    this.column = 0;
  }

  text(): string {
    return this.#parts.join('');
  }
}
