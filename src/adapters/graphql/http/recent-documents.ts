import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/**
 * Parsed and validated documents, the last used ones. In memory a document takes 100 to 300 times its
 * text. Apollo's own store has room for 30 MiB of documents as JSON, which become several hundred MiB
 * when somebody sends a new document each time.
 */
export class RecentDocuments implements DocumentStore {
  readonly #mostCharacters: number;
  /** The longest unused first. */
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    const document = this.#documents.get(key);
    if (document !== undefined) {
      this.#documents.delete(key);
      this.#documents.set(key, document);
    }
    return document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    await this.delete(key);
    this.#documents.set(key, document);
    this.#characters += lengthOf(document);
    for (const oldest of this.#documents.keys()) {
      if (this.#characters <= this.#mostCharacters) {
        return;
      }
      await this.delete(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    const document = this.#documents.get(key);
    if (document === undefined) {
      return false;
    }
    this.#characters -= lengthOf(document);
    return this.#documents.delete(key);
  }
}

const lengthOf = ({ loc }: DocumentNode): number => loc?.source.body.length ?? 0;
