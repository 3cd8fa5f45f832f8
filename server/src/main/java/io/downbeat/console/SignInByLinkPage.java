package io.downbeat.console;

/**
 * The page of a link that signs in once.
 *
 * @param path where its button leads, with the code
 * @param to the page that opens after that
 */
record SignInByLinkPage(Frame frame, String path, String to) {}
