import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Violation } from '../control-api.ts';
import { SchemaConverter } from './json-schema.ts';
import {
  loadSpecification,
  type Operation,
  parameterOf,
  type Specification,
} from './specification.ts';

export type OperationName =
  | 'createPayment'
  | 'listPayments'
  | 'getPayment'
  | 'capturePayment'
  | 'cancelPayment'
  | 'createRefund'
  | 'listRefunds'
  | 'getRefund'
  | 'me';

/** Where the published file describes the calls that the stand-in knows. */
const OPERATIONS: Readonly<Record<OperationName, readonly ['get' | 'post', string]>> = {
  createPayment: ['post', '/payments'],
  listPayments: ['get', '/payments'],
  getPayment: ['get', '/payments/{payment_id}'],
  capturePayment: ['post', '/payments/{payment_id}/capture'],
  cancelPayment: ['post', '/payments/{payment_id}/cancel'],
  createRefund: ['post', '/refunds'],
  listRefunds: ['get', '/refunds'],
  getRefund: ['get', '/refunds/{refund_id}'],
  me: ['get', '/me'],
};

export type Route = { readonly operation: OperationName; readonly id: string | undefined };

type Checks = { readonly body: ValidateFunction | undefined; readonly query: ValidateFunction };

/** Checks calls against the published API; unknown fields and parameters are violations. */
export class Checker {
  readonly #ajv = createAjv();
  readonly #specification: Specification;
  readonly #converter: SchemaConverter;
  readonly #checks = new Map<OperationName, Checks>();

  constructor(specification: Specification) {
    this.#specification = specification;
    this.#converter = new SchemaConverter(specification.components.schemas);
  }

  /** `body` undefined: none was sent. */
  body(operation: OperationName, body: unknown): readonly Violation[] {
    const check = this.#checksOf(operation).body;
    if (check === undefined) return hasContent(body) ? [{ problem: 'No body is expected' }] : [];
    if (body === undefined) {
      return operation === 'capturePayment' ? [] : [{ problem: 'Request body is missing' }];
    }
    return violations(check, body);
  }

  query(operation: OperationName, query: Readonly<Record<string, string>>): readonly Violation[] {
    return violations(this.#checksOf(operation).query, withNumbers(query));
  }

  #checksOf(name: OperationName): Checks {
    const known = this.#checks.get(name);
    if (known !== undefined) return known;
    const [method, path] = OPERATIONS[name];
    const operation = this.#specification.paths[path]?.[method];
    if (operation === undefined) throw new Error(`The specification lacks ${method} ${path}`);
    const checks = { body: this.#bodyCheck(operation), query: this.#queryCheck(operation) };
    this.#checks.set(name, checks);
    return checks;
  }

  #bodyCheck(operation: Operation): ValidateFunction | undefined {
    const schema = operation.requestBody?.content['application/json'].schema;
    return schema === undefined ? undefined : this.#ajv.compile(this.#converter.convert(schema));
  }

  #queryCheck(operation: Operation): ValidateFunction {
    const inQuery = operation.parameters
      .map((entry) => parameterOf(this.#specification, entry))
      .filter((parameter) => parameter.in === 'query');
    const properties = Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema]));
    return this.#ajv.compile(this.#converter.convert({ type: 'object', properties }));
  }
}

let published: Checker | undefined;

/** Reading and compiling takes a while: once a process is enough. */
export function publishedChecker(): Checker {
  published ??= new Checker(loadSpecification());
  return published;
}

/** @param path below `/v3`. */
export function routeOf(method: string, path: string): Route | undefined {
  const segments = path.split('/').slice(1);
  for (const [operation, [verb, pattern]] of Object.entries(OPERATIONS)) {
    if (verb !== method.toLowerCase()) continue;
    const wanted = pattern.split('/').slice(1);
    if (wanted.length !== segments.length) continue;
    const fits = wanted.every((part, at) => part.startsWith('{') || part === segments[at]);
    if (fits) return { operation: operation as OperationName, id: wanted[1] && segments[1] };
  }
  return undefined;
}

function createAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, discriminator: true, strict: false });
  formats.default(ajv, ['date', 'date-time', 'email']);
  for (const width of ['int32', 'int64']) ajv.addFormat(width, true);
  return ajv;
}

function violations(check: ValidateFunction, value: unknown): readonly Violation[] {
  if (check(value)) return [];
  // What is wrong with a name is told by an error of its own.
  return (check.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames').map(describe);
}

function describe(error: ErrorObject): Violation {
  const path = error.instancePath
    .slice(1)
    .split('/')
    .filter((segment) => segment !== '');
  const { additionalProperty, missingProperty, tag } = error.params;
  const inner = additionalProperty ?? missingProperty ?? error.propertyName ?? tag;
  if (typeof inner === 'string') path.push(inner);
  const parameter = path.reduce(joinPath, '');
  return { ...(parameter === '' ? {} : { parameter }), problem: problemOf(error) };
}

function joinPath(parent: string, segment: string): string {
  if (/^\d+$/.test(segment)) return `${parent}[${segment}]`;
  return parent === '' ? segment : `${parent}.${segment}`;
}

function problemOf(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'A required field is missing';
    case 'additionalProperties':
      return 'This field is unknown';
    case 'discriminator':
      return 'The type is missing or unknown';
    default:
      return `The value ${error.message ?? 'is wrong'}`;
  }
}

function withNumbers(query: Readonly<Record<string, string>>): Record<string, unknown> {
  const { limit } = query;
  return limit !== undefined && /^\d{1,9}$/.test(limit)
    ? { ...query, limit: Number(limit) }
    : { ...query };
}

function hasContent(body: unknown): boolean {
  const isEmptyObject = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  return body !== undefined && !isEmptyObject;
}
