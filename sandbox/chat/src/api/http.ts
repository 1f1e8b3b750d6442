/** The stand-in refused a call, or could not be reached (`status` 0). */
export class ControlError extends Error {
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** One JSON call. @throws ControlError */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ControlError(refusalText(answer, response.status), response.status);
  return answer as T;
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new ControlError('The sandbox does not answer', 0, { cause });
  }
}

function refusalText(answer: unknown, status: number): string {
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    return String(answer.error);
  }
  return `The sandbox answered ${status}`;
}

/** Query string of the parameters that have a value. */
export function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
