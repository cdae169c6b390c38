// yaml-language-server, driven as an editor drives it: over stdio, with the schemas of this repository.
import {spawn} from 'node:child_process';
import {join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'node_modules/yaml-language-server/bin/yaml-language-server');
export const schemas = join(root, 'runtime/js/editor');

const schemaOf = (language) => pathToFileURL(join(schemas, `${language}.schema.json`)).href;
const settings = {
  yaml: {
    schemas: {
      [schemaOf('contract')]: '*.contract.yaml',
      [schemaOf('project')]: 'tally.yaml',
      [schemaOf('target')]: 'target.yaml',
    },
    schemaStore: {enable: false},
    completion: true,
    hover: true,
    validate: true,
  },
};

/** A running server; it ends after the test `t`. */
export async function languageServer(t, {configured = true} = {}) {
  const server = spawn(process.execPath, [program, '--stdio'], {stdio: ['pipe', 'pipe', 'inherit']});
  t.after(() => server.kill());
  const answers = new Map();
  const published = new Map();
  let id = 0;
  let version = 0; // the server keeps what it knows of a version
  let settled;
  const ready = new Promise((settle) => (settled = settle));

  const send = (message) => {
    const body = JSON.stringify({jsonrpc: '2.0', ...message});
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const receive = (message) => {
    if (message.method === 'textDocument/publishDiagnostics') {
      published.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.method === 'workspace/configuration') {
      const result = message.params.items.map(({section}) => (configured && section === 'yaml' ? settings.yaml : {}));
      send({id: message.id, result});
      settled();
    } else if (message.method !== undefined) {
      if (message.id !== undefined) send({id: message.id, result: null});
    } else {
      const {settle, fail} = answers.get(message.id);
      answers.delete(message.id);
      if (message.error) fail(new Error(message.error.message));
      else settle(message.result);
    }
  };
  let waiting = Buffer.alloc(0);
  server.stdout.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const end = waiting.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(waiting.toString('latin1', 0, end))[1]);
      if (waiting.length < end + 4 + length) return;
      const body = waiting.toString('utf8', end + 4, end + 4 + length);
      waiting = waiting.subarray(end + 4 + length);
      receive(JSON.parse(body));
    }
  });

  const request = (method, params) =>
    new Promise((settle, fail) => {
      id += 1;
      answers.set(id, {settle, fail});
      send({id, method, params});
    });

  await request('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    capabilities: {
      workspace: {configuration: true, didChangeConfiguration: {dynamicRegistration: true}},
      textDocument: {
        completion: {completionItem: {snippetSupport: true, documentationFormat: ['markdown']}},
        hover: {contentFormat: ['markdown']},
      },
    },
  });
  send({method: 'initialized', params: {}});
  send({method: 'workspace/didChangeConfiguration', params: {settings: configured ? settings : {}}});

  await ready; // or a text that is opened now would be judged without schemas

  /** Opens a text under a name below the root; its diagnostics come back. */
  const open = (name, text) => {
    const uri = pathToFileURL(resolve(root, name)).href;
    return new Promise((settle) => {
      published.set(uri, settle);
      send({method: 'textDocument/didOpen', params: {textDocument: {uri, languageId: 'yaml', version: (version += 1), text}}});
    });
  };

  /** The text without its `‸`, opened, with where that stood. */
  const openAt = async (name, marked) => {
    const before = marked.slice(0, marked.indexOf('‸'));
    await open(name, marked.replace('‸', ''));
    const lines = before.split('\n');
    const position = {line: lines.length - 1, character: lines.at(-1).length};
    return {textDocument: {uri: pathToFileURL(resolve(root, name)).href}, position};
  };

  return {
    open,
    /** What is offered at the `‸` of a text: items by their label. */
    async complete(name, marked) {
      const {items} = await request('textDocument/completion', await openAt(name, marked));
      return new Map(items.map((item) => [item.label, item]));
    },
    /** What is said about the word at the `‸`, as Markdown. */
    async hover(name, marked) {
      const result = await request('textDocument/hover', await openAt(name, marked));
      return result?.contents.value ?? '';
    },
  };
}
