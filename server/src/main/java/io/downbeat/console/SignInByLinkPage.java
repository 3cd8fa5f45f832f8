package io.downbeat.console;

/**
 * The page of a link that signs in once.
 *
 * @param path where its button leads, with the code
 */
record SignInByLinkPage(Frame frame, String path) {}
