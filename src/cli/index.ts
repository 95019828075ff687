/**
 * The command line. A command is what it takes (commander), one call of the library, and a view; views alone write. It
 * knows the library by its public face, `src/index.ts`, and nothing behind that.
 */
export { main } from './main.ts';
export { runProcess } from './process.ts';
