import type { EntitySchemaColumnOptions } from 'typeorm';

/**
 * Column types shared by the entity schemas. Rows stay as the driver reads them: bigint columns
 * are decimal strings, timestamps are Dates, JSON columns are parsed.
 */
export const text = { type: 'text' } as const satisfies EntitySchemaColumnOptions;
export const bigint = { type: 'bigint' } as const satisfies EntitySchemaColumnOptions;
export const integer = { type: 'integer' } as const satisfies EntitySchemaColumnOptions;
export const boolean = { type: 'boolean' } as const satisfies EntitySchemaColumnOptions;
export const uuid = { type: 'uuid' } as const satisfies EntitySchemaColumnOptions;
export const bytes = { type: 'bytea' } as const satisfies EntitySchemaColumnOptions;
export const textArray = {
  type: 'text',
  array: true,
} as const satisfies EntitySchemaColumnOptions;
export const timestamp = {
  type: 'timestamp with time zone',
} as const satisfies EntitySchemaColumnOptions;
/**
 * Kept as written. `jsonb` would refuse what people and models do send: NUL characters and halves
 * of surrogate pairs.
 */
export const json = { type: 'json' } as const satisfies EntitySchemaColumnOptions;

export function optional<T extends EntitySchemaColumnOptions>(column: T) {
  return { ...column, nullable: true as const };
}

export function primary<T extends EntitySchemaColumnOptions>(column: T, constraint: string) {
  return { ...column, primary: true as const, primaryKeyConstraintName: constraint };
}

export function oneOf(column: string, values: readonly string[]): string {
  return `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`;
}

/**
 * An index that a migration makes and that cannot be said here: of an expression, or of another
 * kind than the usual one. Named, so that TypeORM leaves it alone.
 */
export const byMigration = (name: string) => ({ name, columns: [], synchronize: false as const });

/** Of one column, named as PostgreSQL would name it. */
export function foreignKey(table: string, column: string, target: string, referenced = 'id') {
  return {
    name: `${table}_${column}_fkey`,
    target,
    columnNames: [column],
    referencedColumnNames: [referenced],
  };
}
