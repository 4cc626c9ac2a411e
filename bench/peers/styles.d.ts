// The peers import the style sheet, and the bundler puts it into a file of its own.
declare module "*.css";
