package com.example.gallery;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class GalleryApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(GalleryApplication.class, arguments);
  }
}
