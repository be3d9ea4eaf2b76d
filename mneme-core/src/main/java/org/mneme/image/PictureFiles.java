package org.mneme.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Which of a folder's files are pictures: all that look like one by their name or, where the name
 * tells nothing, by their first bytes; whether they can be read or not, so that nobody misses one
 * without being told.
 *
 * <p>Not pictures: hidden files (and with them {@code .DS_Store} and macOS's {@code ._NAME}), what
 * programs put beside pictures ({@code .xmp}, {@code .thm}, {@code Thumbs.db}), films, documents
 * and drawings ({@code .pdf}, {@code .svg}).
 */
public final class PictureFiles {
  private static final Set<String> PICTURES =
      words(
          "jpg jpeg jpe jfif jif mpo png apng gif bmp dib tif tiff webp",
          "heic heics heif heifs hif avif avifs avci jp2 j2k jpc jpf jpx jpm j2c jxl jxr wdp hdp",
          "psd psb ppm pgm pbm pnm pam tga qoi exr",
          "cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 rwl raf pef srw 3fr fff iiq mef mos mrw",
          "x3f erf dcr kdc k25 gpr");

  private static final Set<String> OTHERS =
      words(
          "txt csv tsv json jsonl ndjson xml html htm css js ts md rst tex log yaml yml toml ini",
          "cfg conf properties py pyc r rmd m ipynb sh bat cmd ps1 c h cpp hpp rs go java class"
              + " jar",
          "sql db sqlite sqlite3 zip tar gz tgz bz2 xz 7z rar zst iso dmg exe msi dll so dylib whl",
          "onnx pt pth ckpt safetensors caffemodel prototxt npy npz pkl h5 hdf5 parquet feather",
          "mat rds doc docx xls xlsx ppt pptx odt ods odp pdf rtf epub svg svgz eps ai ps ttf otf",
          "woff woff2 mp4 m4v mov avi mkv webm mpg mpeg wmv 3gp mts m2ts lrv mp3 wav flac m4a aac",
          "ogg opus xmp thm aae pp3 dop lnk url webloc");

  private PictureFiles() {}

  private static Set<String> words(String... lines) {
    return Set.of(String.join(" ", lines).split(" "));
  }

  /**
   * {@return whether a file is a picture} Reads its first {@code 512} bytes at most, and only where
   * its name does not decide.
   *
   * @param file not a folder; a few bytes are read where the name tells nothing
   */
  public static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName());
    if (isHidden(name)) {
      return false;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (PICTURES.contains(ending)) {
      return true;
    }
    return !OTHERS.contains(ending) && Files.isRegularFile(file) && beginsLikeOne(file);
  }

  /**
   * {@return whether a folder is to be searched for pictures: neither hidden nor of a program's
   * own}
   *
   * @param folder the folder's own name, without those above it
   */
  public static boolean isSearched(String folder) {
    // Where Synology's servers keep smaller copies of every picture.
    return !isHidden(folder) && !folder.equals("@eaDir");
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private static boolean beginsLikeOne(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return FileType.isPicture(in.readNBytes(FileType.HEAD_BYTES));
    } catch (IOException e) {
      return false; // nothing says that it is one
    }
  }
}
