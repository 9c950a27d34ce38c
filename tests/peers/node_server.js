// Node's http server as a peer of tests/http_peers.cpp.
//
//   node node_server.js server.pem server.key
//
// Prints "ports <http> <https>" when it listens.
'use strict';

const fs = require('fs');
const http = require('http');
const https = require('https');
const zlib = require('zlib');
const { Readable } = require('stream');

// The body's byte number i is i % 251.
const PATTERN = Buffer.alloc(251 * 4096, Buffer.from(Array.from({ length: 251 }, (_, i) => i)));

function* pattern(left) {
    for (; left > 0; left -= PATTERN.length) yield PATTERN.subarray(0, Math.min(left, PATTERN.length));
}

const routes = {
    hello: (request, response) => response.end('hello\n'),
    connection: (request, response) => response.end(String(request.socket.remotePort)),
    nothing: (request, response) => response.writeHead(204).end(),
    unchanged: (request, response) => response.writeHead(304, { ETag: '"1"' }).end(),
    last: (request, response) => response.writeHead(200, { Connection: 'close' }).end('hello\n'),
    echo: (request, response) => request.pipe(response),

    // What may come before an answer, and after its body.
    hints(request, response) {
        response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
        response.end('hello\n');
    },
    trailers(request, response) {
        response.writeHead(200, { Trailer: 'X-Sum' });
        response.write('hello\n');
        response.addTrailers({ 'X-Sum': '42' });
        response.end();
    },

    bytes(request, response, size) {
        response.setHeader('Content-Length', size);
        Readable.from(pattern(size)).pipe(response);
    },
    chunked: (request, response, size) => Readable.from(pattern(size)).pipe(response),
    gzip(request, response, size) {
        response.setHeader('Content-Encoding', 'gzip');
        Readable.from(pattern(size)).pipe(zlib.createGzip()).pipe(response);
    },
};

function answer(request, response) {
    const [, name, size] = request.url.split('/');
    const route = routes[name];
    if (route) route(request, response, Number(size));
    else response.writeHead(404).end();
}

const [certificate, key] = process.argv.slice(2);
const plain = http.createServer(answer);
const secure = https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, answer);
plain.listen(0, '127.0.0.1', () =>
    secure.listen(0, '127.0.0.1', () => console.log('ports', plain.address().port, secure.address().port)));
