/**
 * Renders images with the JDK's own decoders, for machines with nothing installed: {@link
 * dev.imagevault.app.render.JdkEngine} has a JVM for each image, whose main class is {@link
 * dev.imagevault.app.render.RenderWorker}. ImageIO and AWT are used in this package only, and there
 * only in that JVM. {@link dev.imagevault.app.render.InstalledEngine} chooses between this engine
 * and libvips.
 */
@NullMarked
package dev.imagevault.app.render;

import org.jspecify.annotations.NullMarked;
