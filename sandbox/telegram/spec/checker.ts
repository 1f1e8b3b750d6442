import { type Field, type Fields, loadSpecification, type Specification } from './specification.ts';

/** Adds a sentence to `faults` for everything about `value` that its type does not allow. */
type Check = (value: unknown, path: string, faults: string[]) => void;

export type MethodCheck = {
  /** As the specification spells it. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** Faults of parameters that were already coerced; empty when the call is valid. */
  check(params: Readonly<Record<string, unknown>>): string[];
};

type CompiledField = { readonly required: boolean; readonly check: Check };

const ARRAY_PREFIX = 'Array of ';

/** Compiles the specification once, so that a check of a call is a walk over its own fields. */
export class SpecificationChecker {
  readonly #specification: Specification;
  readonly #types = new Map<string, Check>();
  readonly #methods = new Map<string, MethodCheck>();

  constructor(specification: Specification) {
    this.#specification = specification;
    for (const [name, method] of Object.entries(specification.methods)) {
      this.#methods.set(name.toLowerCase(), this.#compileMethod(name, method.fields));
    }
  }

  /** Method names are case-insensitive. */
  method(name: string): MethodCheck | undefined {
    return this.#methods.get(name) ?? this.#methods.get(name.toLowerCase());
  }

  /** Faults of any object by the name of its type, for updates and answers. */
  checkObject(typeName: string, value: unknown): string[] {
    const faults: string[] = [];
    this.#type(typeName)(value, typeName, faults);
    return faults;
  }

  #compileMethod(name: string, fields: Fields): MethodCheck {
    const compiled = this.#compileFields(fields);
    return {
      name,
      fields: new Map(Object.entries(fields)),
      check(params) {
        const faults: string[] = [];
        checkFields(compiled, params, '', faults);
        return faults;
      },
    };
  }

  #compileFields(fields: Fields): ReadonlyMap<string, CompiledField> {
    const entries = Object.entries(fields).map(([name, field]): [string, CompiledField] => [
      name,
      { required: field.required, check: this.#union(field.types) },
    ]);
    return new Map(entries);
  }

  #union(types: readonly string[]): Check {
    if (types.length > 1 && types.every((type) => type.startsWith(ARRAY_PREFIX))) {
      return arrayOf(this.#union(types.map((type) => type.slice(ARRAY_PREFIX.length))));
    }
    const [only] = types;
    if (types.length === 1 && only !== undefined) return this.#type(only);
    return anyOf(
      types.map((type) => this.#type(type)),
      types.join(' or '),
    );
  }

  #type(name: string): Check {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    // Types refer to each other in circles: this stands in until the real check is compiled.
    this.#types.set(name, (value, path, faults) => this.#type(name)(value, path, faults));
    const check = this.#compileType(name);
    this.#types.set(name, check);
    return check;
  }

  #compileType(name: string): Check {
    if (name.startsWith(ARRAY_PREFIX)) return arrayOf(this.#type(name.slice(ARRAY_PREFIX.length)));
    const primitive = PRIMITIVES.get(name);
    if (primitive !== undefined) return primitive;
    const type = this.#specification.types[name];
    if (type === undefined) throw new Error(`The specification lacks the type ${name}`);
    if (type.subtypes !== undefined) return this.#subtypes(name, type.subtypes);
    return objectOf(this.#compileFields(type.fields ?? {}), name);
  }

  /** Subtypes are told apart by `type`, whose value follows from the name (`MenuButtonWebApp`: web_app). */
  #subtypes(name: string, subtypes: readonly string[]): Check {
    const all = subtypes.map((subtype) => this.#type(subtype));
    const byTag = new Map(
      subtypes.map((subtype, index) => [snakeCase(subtype.replace(name, '')), all[index]]),
    );
    const any = anyOf(all, name);
    return (value, path, faults) => {
      const tag = isObject(value) && typeof value.type === 'string' ? value.type : undefined;
      const tagged = tag === undefined ? undefined : byTag.get(tag);
      (tagged ?? any)(value, path, faults);
    };
  }
}

let compiled: SpecificationChecker | undefined;

/** The published Bot API, read and compiled once in a process. */
export function publishedSpecification(): SpecificationChecker {
  compiled ??= new SpecificationChecker(loadSpecification());
  return compiled;
}

function checkFields(
  fields: ReadonlyMap<string, CompiledField>,
  value: Readonly<Record<string, unknown>>,
  path: string,
  faults: string[],
): void {
  for (const key of Object.keys(value)) {
    const field = fields.get(key);
    if (field === undefined) faults.push(`unknown field "${path}${key}"`);
    else field.check(value[key], path + key, faults);
  }
  for (const [key, field] of fields) {
    if (field.required && !(key in value)) faults.push(`field "${path}${key}" is required`);
  }
}

function objectOf(fields: ReadonlyMap<string, CompiledField>, typeName: string): Check {
  return (value, path, faults) => {
    if (isObject(value)) checkFields(fields, value, `${path}.`, faults);
    else faults.push(`field "${path}" must be of type ${typeName}`);
  };
}

function arrayOf(item: Check): Check {
  return (value, path, faults) => {
    if (!Array.isArray(value)) {
      faults.push(`field "${path}" must be of type Array`);
      return;
    }
    for (const [index, element] of value.entries()) item(element, `${path}[${index}]`, faults);
  };
}

/** One of the checks must pass; otherwise the faults of the nearest are told. */
function anyOf(checks: readonly Check[], description: string): Check {
  return (value, path, faults) => {
    let nearest: string[] | undefined;
    for (const check of checks) {
      const own: string[] = [];
      check(value, path, own);
      if (own.length === 0) return;
      if (nearest === undefined || own.length < nearest.length) nearest = own;
    }
    if (isObject(value) && nearest !== undefined) faults.push(...nearest);
    else faults.push(`field "${path}" must be of type ${description}`);
  };
}

function primitive(name: string, test: (value: unknown) => boolean): [string, Check] {
  return [
    name,
    (value, path, faults) => {
      if (!test(value)) faults.push(`field "${path}" must be of type ${name}`);
    },
  ];
}

const PRIMITIVES: ReadonlyMap<string, Check> = new Map([
  primitive('Integer', Number.isSafeInteger),
  primitive('Float', (value) => typeof value === 'number' && Number.isFinite(value)),
  primitive('String', (value) => typeof value === 'string'),
  primitive('Boolean', (value) => typeof value === 'boolean'),
  primitive('True', (value) => value === true),
  primitive('InputFile', (value) => typeof value === 'string' && value.startsWith('attach://')),
]);

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function snakeCase(name: string): string {
  return name.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();
}
