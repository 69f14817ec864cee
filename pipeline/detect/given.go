package detect

// givenNames are first names of people in Latin letters, lower case.
var givenNames = lowerSet(`Aaron Abdul Abigail Abraham Adam Adrian Ahmed Aidan Akira Alan Albert Alberto Alec Alejandro Alessandro Alex Alexander Alexandra Alexei Alfred Ali
Alice Alison Allan Allen Amanda Amber Amir Amit Amy Ana Anders Andre Andrea Andreas Andrew Andrey Andy Angela Angelina Angus Anil Anita Ann Anna Anne
Annie Anthony Antoine Anton Antonio Ariel Arjun Arnaud Arnold Arthur Ashley Audrey Austin Axel Barack Barbara Barry Beatrice Ben Benedict Benjamin
Bernard Bernie Beth Bill Bob Bobby Boris Brad Bradley Brandon Brenda Brendan Brent Brett Brian Bruce Bruno Bryan Byron Caleb Cameron Carl Carla Carlos
Carmen Carol Caroline Carolyn Carrie Catherine Cathy Cecilia Cedric Celine Chad Charles Charlie Charlotte Cheryl Chester Chris Christian Christina
Christine Christoph Christopher Chuck Cindy Claire Clara Clark Claude Claudia Clay Clement Cliff Clifford Clinton Colin Connor Conrad Craig Crystal
Curtis Cynthia Daisuke Dale Damien Dan Dana Daniel Daniela Danielle Danny Darren Dave David Dean Deborah Debra Denis Dennis Derek Diana Diane Didier
Diego Dieter Dimitri Dirk Dmitri Dmitry Dominic Dominik Don Donald Donna Doris Dorothy Doug Douglas Duncan Dustin Dylan Earl Eddie Edgar Eduardo Edward
Edwin Eileen Elaine Eleanor Elena Eli Elias Elizabeth Ella Ellen Elliot Elon Emily Emma Emmanuel Enrique Eric Erica Erik Erin Ernest Ernst Esther Ethan
Eugene Eva Evan Evelyn Fabio Faisal Felix Fernando Fiona Florian Frances Francesco Francis Francisco Francois Frank Franz François Fred
Frederic Frederick Friedrich Gabriel Gareth Gary Gavin Geoff Geoffrey George Gerald Gerard Gerhard Gideon Gilbert Giles Gina Giorgio Giovanni Glen
Glenn Gloria Gordon Grace Graham Grant Greg Gregory Guido Guillaume Gustavo Guy Hans Harold Harriet Harry Hassan Heather Hector Heidi Heinrich Helen
Helena Helmut Henrik Henry Herbert Herman Hideo Hillary Hiroaki Hiroshi Holly Howard Hugh Hugo Ian Ibrahim Igor Ilya Ingrid Irene Iris Isaac Isabel
Isabella Ivan Jack Jackie Jackson Jacob Jacqueline Jacques Jake James Jamie Jan Jane Janet Janice Jared Jason Javier Jay Jayden Jean Jeff Jeffrey
Jennifer Jenny Jens Jeremy Jerome Jerry Jesse Jessica Jesus Jill Jim Jimmy Joan Joanna Joanne Joe Joel Joerg Johan Johannes John Johnny Jon Jonas
Jonathan Jordan Jorge Jose Josef Joseph Josh Joshua José Joyce Juan Judith Judy Julia Julian Julie Julien Julius June Jurgen Justin Jürgen Kamala Karen
Karin Karl Kate Katherine Kathleen Kathryn Kathy Katie Kazuhiro Kazuo Keith Kelly Ken Kenji Kenneth Kenny Kent Kevin Kim Kimberly Kirk Klaus Koji
Kristalina Kristen Kristin Kurt Kyle Lance Larry Lars Laura Lauren Laurence Laurent Lawrence Leah Lee Leo Leon Leonard Leonardo Leslie Lewis Liam Lidia
Lillian Linda Lindsay Lisa Lloyd Logan Lorenzo Lori Louis Louise Luca Lucas Lucia Lucy Luigi Luis Luke Lutz Lydia Lynn Mads Magnus Marc Marcel Marco
Marcus Margaret Maria Marie Marina Mario Marion Marissa Marjorie Mark Markus Marsha Marshall Martha Martin Martina Mary Masaaki Masahiro Masayoshi
Mason Mathias Mathieu Matt Matteo Matthew Matthias Maureen Maurice Max Maxim Maximilian Megan Mehmet Melanie Melissa Melvin Michael Michel Michelle
Miguel Mikael Mike Mikhail Milan Milos Miranda Mitch Mitchell Mohamed Mohammad Mohammed Monica Morgan Morris Muhammad Nadia Nancy Naomi Narendra
Natalia Natalie Natasha Nathan Nathaniel Neil Nelson Nicholas Nick Nicolas Nicole Nigel Nikolai Nina Noah Nora Norman Oleg Oliver Olivia Olivier Oscar
Otto Owen Pablo Pam Pamela Paolo Pascal Pat Patricia Patrick Paul Paula Paulo Pavel Pedro Peggy Penny Pete Peter Phil Philip Philipp Philippe Phillip
Phyllis Pierre Piotr Rachel Rafael Rahul Raj Rajesh Ralph Ramon Randall Randy Raphael Raul Ray Raymond Rebecca Reinhard Remi Rene René Ricardo Richard
Rick Rob Robert Roberto Robin Rodney Rodrigo Roger Roland Rolf Roman Ron Ronald Rosa Rose Ross Roy Rudolf Rupert Russell Ruth Ryan Sally Salvatore Sam
Samantha Samuel Sandra Sanjay Sara Sarah Satoshi Satya Scott Sean Sebastian Serena Sergei Sergey Sergio Seth Shane Shannon Sharon Shaun Shawn Sheila
Shelley Sheryl Shigeru Shinichi Shinji Shinzo Shirley Sidney Silvia Simon Simone Sophia Sophie Spencer Stacy Stan Stanley Stefan Stefano Stella
Stephanie Stephen Sterling Steve Steven Stuart Sue Sundar Sunil Susan Susanne Suzanne Sven Svetlana Sylvia Takahiro Takashi Takeshi Tamara Tammy Tara
Tariq Ted Teresa Terrence Terry Thaddeus Theodore Theresa Thierry Thomas Tiffany Tim Timothy Tina Tobias Todd Tom Tomas Tommy Tony Tracy Trevor Tyler
Ulrich Ursula Valentina Valerie Vanessa Venkat Vera Vernon Veronica Victor Victoria Vijay Vikram Vincent Vincenzo Viola Virginia Vitalik Vivek Vivian
Vladimir Volker Volodymyr Walter Wanda Warren Wayne Wendy Werner Wilhelm Will Willem William Winston Wolfgang Xavier Yannick Yasmin Yoshihide Yoshihiro
Yuki Yuri Yusuf Yves Yvonne Zachary Zoe
Abdullah Abdulla Abdulaziz Abel Abhijit Adnan Agustin Ahmad Ajay Alain Albrecht Aldo Aleksandar Aleksandr Aleksei Alexandre Alexis Alfonso Alfredo Alina Alistair Alfonso Amal Amin Ananda Anatoly Andrei Andrej Andres Andriy Andrzej
Angel Anja Anjali Anton Antony Anurag Anwar Aram Arif Armando Arne Arseniy Arvind Ashish Ashok Astrid Augusto Aurelien Ayman Aziz Bart Bartosz Bashar Bassam Beata Bela Benito Bernd Bernhard Bettina Bhaskar Birgit Björn Bjorn
Bogdan Bohdan Brigitte Bronwyn Camila Camille Cathie Celia Cesar Chandra Chloe Claudio Claus Clive Colleen Cornelia Cristiano Cristina Cyril Dalia Damian Dario Darius Darren Davide Deepak Delphine Denys Deepa Detlef Dilip Dina
Divya Dmytro Dominique Dorian Douglass Eberhard Edgars Edoardo Efraim Ehud Eitan Elad Elena Eliot Elisabeth Elisa Emil Emilia Emilio Emre Enrico Ernesto Esteban Eunice Evgeny Ezra Fabian Fabrice Fadi Farah Farid Fatih Fatima Federico
Felicia Felipe Ferdinand Fernanda Filip Flavio Floyd Francesca Franck Franklin Frederik Fritz Gal Ganesh Gerardo Gilles Giuseppe Gita Goran Gottfried Greta Guillermo Gunther Gustav Habib Hakan Hamid Hamad Hamza Hani Hannah Hannes Hari
Harald Haruhiko Harvey Hasan Heiko Hendrik Hernan Hideki Hilary Hirokazu Hossein Hubert Hussein Ichiro Ignacio Ilan Iman Imran Ingo Irina Isaiah Ismail Itamar Ivana Ivo Jacinda Jaime Jakob Jakub Jalal Jamal Jana Janos Jaroslav
Jasmine Javad Jeffery Jerzy Jesper Joachim Joao João Joaquin Jochen Jody Joerg Joko Jonah Jordi Jorg Jörg Josephine Josie Jothie Juan Julio Junichiro Jussi Kaja Kamal Karim Karolina Katarina Katharina Katrin Kei Keiko Kellyanne Kerry
Khaled Khalid Kieran Kiran Kirill Kirsten Kirsty Klara Koichi Konstantin Kostas Krishna Kristian Kristina Krzysztof Kwame Kyriakos Lakshmi Lana Lael Leila Lena Leonid Leopold Lilly Linus Lionel Lorena Lorie Louisa Lubomir Luciana Luciano
Ludovic Ludwig Luiz Lukas Lyle Maarten Mabel Maciej Madeleine Maher Mahmoud Maia Maksim Malala Malcolm Mamdouh Manfred Manish Manoj Manuel Manuela Marcel Marcelo Marcin Marek Margarita Margrethe Mariana Mariano Mariella Marisa Marise
Marjan Marko Marta Martti Marvin Maryam Masato Masoud Massimo Mateusz Matti Mauricio Maurizio Maximiliano Megumi Mehdi Meredith Mevlut Micaela Michał Michele Mihai Mikhail Mikko Mirko Miroslav Mohammad Moritz Mukesh Murat Murray Mustafa Mykhailo
Mykola Nabil Nadhim Nadine Naftali Naguib Nanda Narges Naomi Nasser Natalya Navin Ned Neel Neha Nestor Niall Nicola Nicolai Nicolas Nikita Nikki Nikola Nils Nirmala Nitin Nobuo Noel Norbert Nouriel Nuno Olaf Oleksandr Oleksii Oleksiy Olga Ole Olena
Olli Omar Ondrej Oren Osama Ottmar Pankaj Parag Patricio Paulina Pavlo Peer Pekka Per Petar Petr Petra Petro Pia Pilar Pradeep Prakash Preeti Priscilla Priti Priya Pyotr Qasem Radoslaw Rafal Rafik Raghuram Raimund Rainer Rajan Rajiv Ramesh
Ramzi Rania Raoul Rashid Ravi Ravina Raymundo Razak Regina Reinhold Renata Renate Renato Reyila Reza Riccardo Riyad Robbie Roberta Rocco Rochelle Rodolfo Rohan Rohit Romain Roman Ronnie Rosalind Roxanne Ruben Rudy Rustem Ryosuke Sabine Sachin
Sadiq Saeed Sajid Salah Salim Salman Sami Samir Sandeep Sandro Sanna Santosh Saul Sauli Selina Selma Seong Sergii Severin Shafiq Shankar Shantanu Sharif Shehbaz Sherry Shinzo Shirin Shiv Shohei Shunichi Siddharth Siegfried Sigrid Silvio
Simona Slavoj Slobodan Sofie Solomon Sonja Sonia Soren Søren Stanislav Stavros Steffen Stephane Stéphane Sterling Subhash Sudhir Suhail Suresh Susana Susie Svend Sviatoslav Swati Tadashi Taavi Taro Tanja Tanya Tarek Tatiana Tayyip Tedros Thorsten
Tiago Tibor Tobi Tomasz Tomoko Toshiaki Toshihiro Tristan Tulsi Udo Ulf Ulla Umberto Uri Valdis Valentin Valeri Valeriy Valery Vasily Vaclav Vadim Vera Vidya Viktor Viktoria Vinay Vincente Vinod Vishal Vitali Vitaly Vittorio Vivek Vladislav Vladyslav
Vojtech Volodymyr Wael Waleed Wassim Wendell Xavi Yair Yana Yanis Yann Yaroslav Yasser Yasuhiro Yasuo Yevgeny Yigal Yoav Yoko Yoshimasa Younes Yousef Youssef Yukio Yulia Yuriy Yusaku Zainab Zaid Zakaria Zbigniew Zeynep Zohran Zoran Zsolt
Abby Adele Agatha Agnes Aileen Alana Alba Alessandra Alexa Alisha Alissa Allegra Allie Alma Alyssa Amelia Amelie Anastasia Angelo Angie Anneliese
Annette Antonia Archie Ariana Arlene Arlo Aron Arturo Ashleigh Barnaby Bastian Becky Belinda Benny Bernadette Bernardo Bertrand Bianca Billie
Billy Blanca Bobbie Bonnie Boyd Braden Bradford Bret Briana Bridget Britney Brittany Caitlin Camilla Candice Carlo Carly Carmel Carole Cassandra
Catalina Cathal Catherina Cecil Cecile Chantal Charlene Charmaine Chiara Christa Christy Ciara Claudine Clifton Cody Corey Corinne Courtney Daisy Damon
Daphne Darlene Darrell Darryl Davina Deanna Debbie Deirdre Della Demi Denise Desmond Devin Dolores Donovan Doreen Dwayne Dwight Edith Edmond Edmund
Edsel Edwina Elisha Elliott Elmer Eloise Elsa Emmett Enzo Erika Ernestine Estelle Ethel Eugenia Evangeline Evelina Fergus Francine Franco Freda Freddie
Freddy Frieda Gabriela Gabriele Gabriella Gail Garry Gemma Genevieve Georgina Geraldine Gertrude Gianni Gilda Gillian Ginny Gino Gladys Glenda Glynn
Gretchen Guadalupe Gwen Gwendolyn Hamish Hattie Hazel Hilda Holger Howie Humphrey Imogen Irma Irving Isadora Isobel Ivy Jacinta Janelle Janine Jasper
Jayne Jeanette Jeanne Jenna Jeremiah Jermaine Jessie Jocelyn Jodie Joelle Johanna Jolene Josefina Juanita Judd Julianne Juliet Juliette Justine Kaitlyn
Karina Karla Karlie Katrina Kay Kayla Keira Kellie Kendra Krista Kristine Kristy Krystal Lara Latoya Laurie Lenny Leona Leroy Lesley Leticia Lexi Lila
Lily Lina Lindsey Liza Lizzie Lois Lorna Lorraine Lottie Lucille Lucinda Lynda Lynette Lynne Mackenzie Maggie Maisie Malin Mallory Mandy Marcella
Marcia Margaux Margot Marian Marianne Marilyn Marlene Marlon Mathilda Matilda Mattias Maud Maura Mavis Maya Meagan Melinda Merle Micah Micheal Mildred
Millicent Millie Mindy Minnie Miriam Moira Mollie Molly Monique Muriel Myra Myrtle Nelly Nettie Nicolette Nigella Norma Odette Ollie Orla Orville
Paloma Patrice Patsy Patti Patty Paulette Pauline Philippa Phoebe Pippa Portia Quentin Ramona Randolph Raquel Reece Reginald Renee Rhea Rhonda Rhys
Rita Roderick Rolando Rory Rosalie Rosanna Rosie Ruby Rufus Sabrina Sadie Selena Seymour Shawna Shelly Sherri Sofia Stacey Stefanie Stephan Sunniva
Susanna Suzy Sybil Tabitha Tania Terri Thelma Tiana Tilda Toby Toni Tonya Tracey Tricia Trina Trisha Trudy Tyrone Valeria Velma Verna Vicki Vicky
Vikki Vince Viviana Wallis Wesley Wilbur Wilfred Wilhelmina Wilma Winifred Winnie Xenia Yasmine Yolanda Yvette Zara Zelda Zoey Zola`)
