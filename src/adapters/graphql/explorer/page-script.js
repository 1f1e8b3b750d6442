// Runs in the browser, as it is: see route-explorer.ts. React, ReactDOM, GraphiQL and graphqlSse are globals.

const root = document.getElementById('explorer');
const { path, streamPath, exampleDocument, nonce } = root.dataset;

// Where GraphiQL's menus look for the nonce of the style element that they add.
globalThis.__webpack_nonce__ = nonce;

/**
 * The operations of a document, read from its text: what GraphiQL passes along (`operationName` and
 * `documentAST`) is a moment behind when somebody pastes and runs at once.
 */
function operationsOf(text) {
  const plain = text.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, ' ');
  const operations = [];
  let depth = 0;
  let isAnonymous = true;
  for (const [token] of plain.matchAll(
    /[{}()]|\b(?:query|mutation|subscription|fragment)\b(?:\s+\w+)?/g,
  )) {
    if (token === '{' || token === '(') {
      if (depth === 0 && isAnonymous) {
        operations.push({ kind: 'query' });
      }
      depth += 1;
    } else if (token === '}' || token === ')') {
      depth -= 1;
      isAnonymous ||= depth === 0 && token === '}';
    } else if (depth === 0) {
      isAnonymous = false;
      const [kind, name] = token.split(/\s+/);
      if (kind !== 'fragment') {
        operations.push({ kind, name });
      }
    }
  }
  return operations;
}

async function ask(params, headers) {
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify(params),
  });
  try {
    return await response.json();
  } catch {
    throw new Error(`The server answered ${response.status} without JSON`);
  }
}

async function* listen(params, headers) {
  const client = graphqlSse.createClient({ url: streamPath, headers, retryAttempts: 3 });
  try {
    yield* client.iterate(params);
  } catch (error) {
    // The server's own words, where it had any.
    const answer = await error?.response?.json?.().catch(() => undefined);
    throw answer?.errors === undefined ? error : answer;
  } finally {
    client.dispose();
  }
}

const fetcher = (params, { headers = {} } = {}) => {
  const operations = operationsOf(params.query);
  const operation = operations.find(({ name }) => name === params.operationName) ?? operations[0];
  const request = { ...params, operationName: operation?.name };
  return operation?.kind === 'subscription' ? listen(request, headers) : ask(request, headers);
};

ReactDOM.createRoot(root).render(
  React.createElement(
    GraphiQL,
    {
      fetcher,
      defaultQuery: exampleDocument,
      defaultEditorToolsVisibility: 'variables',
      schemaDescription: true,
      inputValueDeprecation: true,
      // Keys belong in nobody's local storage.
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    },
    React.createElement(GraphiQL.Logo, null, document.title),
  ),
);
