/** What the twin says to a request. */
export interface Answer {
  readonly status: number;
  /** A value to be written as JSON, bytes as they are, or undefined for none. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with an error's answer. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`${answer.status}`);
    this.answer = answer;
  }
}

/** An error as GitHub words it: `more` goes beside the message. */
export function refusal(status: number, message: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Refusal {
  return new Refusal({
    status,
    body: { message, ...more, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    headers,
  });
}

/** 404, also where the token may not know that there is something. */
export function notFound(): Refusal {
  return refusal(404, 'Not Found');
}

/** 422 for one field. */
export function invalid(resource: string, field: string, code: string, message?: string): Refusal {
  const error = { resource, field, code, ...(message === undefined ? {} : { message }) };
  return refusal(422, 'Validation Failed', { errors: [error] });
}
