import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** A construct that only some folders may hold. */
interface SourceRule {
  readonly name: string;
  readonly folders: readonly string[];
  /** The files and folders that the rule leaves alone. */
  readonly except: readonly string[];
  readonly matches: (node: ts.Node) => boolean;
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

const RULES: readonly SourceRule[] = [
  {
    name: 'only the configuration reads the environment',
    folders: ['src'],
    except: [
      'src/infrastructure/configuration.ts',
      // It hands the environment on to PostgreSQL's programs, and takes no setting from it.
      'src/infrastructure/database/initialize-cluster.ts',
    ],
    matches: (node) =>
      isMember(node, 'process', 'env') ||
      (ts.isImportDeclaration(node) && /^'(node:)?process'$/.test(node.moduleSpecifier.getText())),
    bad: [`const port = process.env.PORT;`, `import { env } from 'node:process';`],
    good: [`// process.env is read elsewhere`, `const text = 'process.env';`, `process.exit(1);`],
  },
  {
    name: 'the core takes time and randomness from ports',
    folders: ['src/domain', 'src/application'],
    except: [],
    matches: (node) =>
      isMember(node, 'Date', 'now') ||
      isMember(node, 'Math', 'random') ||
      (ts.isNewExpression(node) &&
        node.expression.getText() === 'Date' &&
        (node.arguments ?? []).length === 0),
    bad: [`const now = Date.now();`, `const now = new Date();`, `const dice = Math.random();`],
    good: [`const then = new Date(thenMs);`, `const floor = Math.floor(1.5);`],
  },
  {
    name: 'decorators live in the GraphQL adapter alone',
    folders: ['src', 'migrations'],
    except: ['src/adapters/graphql/'],
    matches: ts.isDecorator,
    bad: [`@Entity() class Row {}`, `class Row { @Column() name = ''; }`],
    good: [`class Row { name = '@Column()'; }`],
  },
];

function isMember(node: ts.Node, object: string, property: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.expression.getText() === object &&
    node.name.text === property
  );
}

/** The lines of a source text that hold what the rule forbids. */
function findings(rule: SourceRule, path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (rule.matches(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${path}:${line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

describe.each(RULES)('$name', (rule) => {
  test('holds in the whole tree', () => {
    const paths = rule.folders
      .flatMap(sourceFiles)
      .filter((path) => !rule.except.some((start) => path.startsWith(start)));

    expect(
      paths.flatMap((path) => findings(rule, path, readFileSync(resolve(ROOT, path), 'utf8'))),
    ).toEqual([]);
  });

  test.each(rule.bad)('rejects %s', (text) => {
    expect(findings(rule, 'a.ts', text)).not.toEqual([]);
  });

  test.each(rule.good)('accepts %s', (text) => {
    expect(findings(rule, 'a.ts', text)).toEqual([]);
  });
});
