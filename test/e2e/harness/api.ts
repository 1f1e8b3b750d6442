/** A client of the API, as an integrator or a browser would write it. */
export interface ApiAnswer {
  readonly status: number;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly ApiError[];
  readonly headers: Headers;
}

export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
}

export type Variables = Readonly<Record<string, unknown>>;

/** One who asks: with an API key, with a session's cookie, or with nothing. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  #cookie: string | undefined;

  constructor(url: string, options: { readonly apiKey?: string } = {}) {
    this.#url = url;
    this.#headers =
      options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` };
  }

  get cookie(): string | undefined {
    return this.#cookie;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#cookie === undefined ? this.#headers : { ...this.#headers, cookie: this.#cookie };
  }

  async ask(query: string, variables: Variables = {}): Promise<ApiAnswer> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...this.headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    this.#keepCookie(response);
    const answer = (await response.json()) as Partial<ApiAnswer>;
    return {
      status: response.status,
      data: answer.data,
      errors: answer.errors ?? [],
      headers: response.headers,
    };
  }

  /** The data of an answer without errors. */
  async data(query: string, variables: Variables = {}): Promise<Record<string, unknown>> {
    const { data, errors, status } = await this.ask(query, variables);
    if (errors.length > 0 || !data) {
      throw new Error(`The API answered ${status}: ${JSON.stringify(errors)}`);
    }
    return data;
  }

  /** Signs in with a password. */
  async login(name: string, password: string): Promise<void> {
    const { login } = await this.data(
      `mutation ($input: LoginInput!) {
        login(input: $input) { __typename ... on Failure { message } }
      }`,
      { input: { name, password } },
    );
    const { __typename: outcome } = login as { __typename: string };
    if (outcome !== 'LoginSuccess') {
      throw new Error(`Cannot sign in as ${name}: ${JSON.stringify(login)}`);
    }
  }

  #keepCookie(response: Response): void {
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) {
      this.#cookie = set.split(';')[0];
    }
  }
}
