/** A new element with attributes and, as its only content, text: names out of a repository never become markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.textContent = text;
  return made;
}

/** A labelled choice of one among some, the first at the start. */
export function choice(label: string, options: readonly string[], onChoice: (at: number) => void): HTMLElement {
  const select = element('select');
  select.append(...options.map((text, at) => element('option', { value: String(at) }, text)));
  select.addEventListener('change', () => onChoice(select.selectedIndex));
  const wrapped = element('label', { class: 'choice' }, label);
  wrapped.append(select);
  return wrapped;
}

/** Buttons of which one is pressed, the first at the start. */
export function switches(label: string, options: readonly string[], onChoice: (at: number) => void): HTMLElement {
  const group = element('div', { class: 'switches', role: 'group', 'aria-label': label });
  const buttons = options.map((text, at) => element('button', { type: 'button', 'aria-pressed': String(at === 0) }, text));
  for (const [at, button] of buttons.entries()) {
    button.addEventListener('click', () => {
      buttons.forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
      onChoice(at);
    });
  }
  group.append(...buttons);
  return group;
}
